import type { GatewayError } from '../../errors.ts';

/** A request without its body. */
export interface RequestHead {
  readonly method: string;
  /** The value of a header by its name in lower case, or null. */
  header(name: string): string | null;
  /** Whether its operation has been let in already. */
  readonly isLetIn: boolean;
}

/** An answer in the place of the one that was asked for. */
export interface RuleAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Looks at a request before its body is read. @returns null for a request that may go on. */
export type RequestRule = (head: RequestHead) => RuleAnswer | null;

/** @returns the answer to a request that is refused with an error. */
export function toRuleAnswer(
  status: number,
  { message, extensions }: Pick<GatewayError, 'message' | 'extensions'>,
  headers: Record<string, string> = {},
): RuleAnswer {
  const body = JSON.stringify({ errors: [{ message, extensions }] });
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}
