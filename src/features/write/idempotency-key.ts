import { badUserInput } from '../../errors.ts';
import type { Cost } from '../../query/plan/cost.ts';
import { toNewValues } from './create-doc.ts';
import type { DocInput } from './doc-input.ts';
import { MAX_LOOKED_AT, MORE_THAN_MADE } from './find-made.ts';

const ARGUMENT = 'idempotencyKey';

/** The longest key, in characters. */
const MAX_LENGTH = 255;

/** The documents that a request with a key makes. */
export interface KeyedRequest {
  readonly key: string;
  /** In the order in which their names are kept. */
  readonly inputs: readonly DocInput[];
  /** The whole request, as text. */
  readonly text: string;
}

/**
 * Reads the key that a create was given.
 *
 * @returns null without one.
 * @throws GatewayError `BAD_USER_INPUT`
 */
export function readKey(key: string | null | undefined): string | null {
  if (key === undefined || key === null) return null;
  if (key.trim() === '') throw badUserInput(`\`${ARGUMENT}\` is empty.`, ARGUMENT);
  const { length } = [...key];
  if (length > MAX_LENGTH) {
    throw badUserInput(`\`${ARGUMENT}\` has ${length} characters, and can have ${MAX_LENGTH} at most.`, ARGUMENT);
  }
  if (/\p{C}/u.test(key)) throw badUserInput(`\`${ARGUMENT}\` has a character that cannot be printed.`, ARGUMENT);
  return key;
}

/** The text of inputs: the same for equal values, in whatever order a client writes them. */
export function textOf(inputs: readonly DocInput[]): string {
  return JSON.stringify(inputs.map((input) => sorted(toNewValues(input))));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, one]) => [key, sorted(one)]);
}

/** The most that a key adds to a create of so many documents: the caller's name, a list, and documents that are compared. */
export function costOfKey(key: string | null, documents: number): Cost {
  if (key === null) return { calls: 0, rows: 0 };
  const compared = documents + MORE_THAN_MADE;
  return { calls: 2 + compared, rows: MAX_LOOKED_AT + compared };
}
