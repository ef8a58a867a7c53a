import { GraphQLScalarType } from 'graphql';
import { deriveOnce } from '../../derive-once.ts';
import { GatewayError } from '../../errors.ts';
import { isDeeperThan, parseExactJson } from '../../exact-json.ts';
import { parseInPieces } from '../../json-pieces.ts';
import { LongWork } from '../../turns.ts';
import { toJsonValue } from './json-literal.ts';
import { type Scalar, WrongValue } from './scalar.ts';

/** Lists and objects within each other: clients and the answer's own text are written level by level. */
const MAX_JSON_DEPTH = 500;

/** Aliases ask again and again for one value. */
const isTooDeep = deriveOnce((value: object) => isDeeperThan(value, MAX_JSON_DEPTH));

/** Any JSON value. */
export const GraphQLJSON: GraphQLScalarType<unknown, unknown> = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value. Numbers keep all their digits.',
  serialize: (value) => {
    if (typeof value !== 'object' || value === null || !isTooDeep(value)) return value;
    throw new GatewayError('UPSTREAM_CONTRACT', `The JSON value is nested deeper than ${MAX_JSON_DEPTH} levels.`);
  },
  parseValue: (value) => value,
  parseLiteral: toJsonValue,
});

/** Characters of JSON that are parsed at once. */
const JSON_AT_ONCE = 64 * 1024;

/** The turns in which long JSON is parsed. */
const JSON_LANE = 'JSON of docfields';

/** Frappe keeps JSON as text. Text that does not parse is shown as text. */
function readJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value === '') return null;
  // Inputs take text for JSON, so text in JSON is shown as the JSON that it is.
  const shown = (parsed: unknown) => (typeof parsed === 'string' ? value : parsed);
  if (value.length > JSON_AT_ONCE) {
    return parseInPieces(value, parseExactJson, new LongWork(JSON_LANE), JSON_AT_ONCE).then(shown, () => value);
  }
  try {
    return shown(parseExactJson(value));
  } catch {
    return value;
  }
}

/** Text is taken for JSON, so that what a form holds can be passed on. */
function toJson(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  try {
    JSON.parse(value);
    return value;
  } catch {
    throw new WrongValue(`${JSON.stringify(value.slice(0, 60))} is not JSON.`);
  }
}

/** Any JSON. */
export const jsonScalar: Scalar = {
  type: GraphQLJSON,
  inClients: 'unknown',
  inZod: 'z.unknown()',
  operators: ['isSet'],
  isTestedAsText: true,
  read: readJson,
  isReadOnce: true,
  write: toJson,
  readForm: (value) => value,
};
