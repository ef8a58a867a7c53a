import { badUserInput } from '../../errors.ts';
import { isJsonObject } from '../../exact-json.ts';

/** Frappe reads these from any request, whatever it is for: another method to run, another session to be in. */
const RESERVED = ['cmd', 'sid'];

/** Arguments of a call as JSON has them. */
export type JsonArguments = Readonly<Record<string, unknown>>;

/**
 * Looks at arguments whose names callers choose.
 *
 * @param field the argument of the field that holds them.
 * @throws GatewayError `BAD_USER_INPUT` if they are not an object, or one has a name that Frappe reads itself.
 */
export function assertArguments(args: unknown, field: string): JsonArguments {
  if (args === null || args === undefined) return {};
  if (!isJsonObject(args)) throw badUserInput(`${field} must be an object with the arguments by name.`, field);
  const reserved = RESERVED.find((name) => Object.hasOwn(args, name));
  if (reserved !== undefined)
    throw badUserInput(`${field}.${reserved} cannot be sent: Frappe reads that name itself.`, `${field}.${reserved}`);
  return args;
}

/** Frappe takes these out of every call before the method sees them (frappe/__init__.py, `get_newargs`). */
const THROWN_AWAY = ['ignore_permissions', 'flags'];

/** Whether an argument of this name reaches a method. */
export function isOffered(name: string): boolean {
  return !RESERVED.includes(name) && !THROWN_AWAY.includes(name);
}
