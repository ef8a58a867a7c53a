import type { IncomingMessage } from 'node:http';
import { badUserInput } from '../../errors.ts';

/** The header by which callers ask what their operation does on the site. */
const DEBUG_HEADER = 'x-gateway-debug';

/** Its calls; its calls with the site's SQL; or its plan, in place of running it. */
export type DebugMode = 'calls' | 'sql' | 'plan';

const MODES: ReadonlyMap<string, DebugMode> = new Map([
  ['calls', 'calls'],
  ['plan', 'plan'],
  ['1', 'sql'],
  ['true', 'sql'],
]);

/**
 * @returns null if the caller does not ask.
 * @throws GatewayError for an unknown value: a misspelt `plan` must not run the operation.
 */
export function readDebugMode({ headers }: Pick<IncomingMessage, 'headers'>): DebugMode | null {
  const value = headers[DEBUG_HEADER];
  if (value === undefined) return null;
  const mode = MODES.get(String(value).trim().toLowerCase());
  if (mode !== undefined) return mode;
  throw badUserInput(
    '`X-Gateway-Debug`: is unknown. Send `calls`, `plan`, or `1` for calls with SQL.',
    'X-Gateway-Debug',
  );
}
