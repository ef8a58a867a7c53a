import { isDeeperThan } from '../../exact-json.ts';
import { readFormText } from './form-values.ts';
import { TEXT } from './operators.ts';
import { valueError } from './read-values.ts';
import type { Scalar } from './scalar.ts';

/** Text. */
export const stringScalar: Scalar = {
  type: null,
  inClients: 'string',
  inZod: 'z.string()',
  operators: TEXT,
  isTestedAsText: false,
  read: (value) => (typeof value === 'object' ? toJsonText(value) : String(value)),
  write: String,
  readForm: readFormText,
};

/** Lists and objects within each other: text of more would be too much for the stack. */
const MOST_LEVELS = 500;

function toJsonText(value: object | null): unknown {
  if (!isDeeperThan(value, MOST_LEVELS)) return JSON.stringify(value);
  const what = Array.isArray(value) ? 'A list' : 'An object';
  return valueError(`${what} where text is expected is nested deeper than ${MOST_LEVELS} levels.`);
}
