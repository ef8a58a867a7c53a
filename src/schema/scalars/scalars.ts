import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import { GatewayError } from '../../errors.ts';
import { ExactNumber, isDeeperThan } from '../../exact-json.ts';
import { formatDateTime, formatTime, parseTime } from '../../query/plan/time-text.ts';
import { toJsonValue } from './json-literal.ts';
import { toWallTime } from './wall-time.ts';

/** Wall time of the site, the seconds may be left out as `datetime-local` of HTML does: the zone is the site's. */
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:(?<=:..:..)\.\d+)?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
// No column has as many digits, and work on numbers grows with the square of them.
const DECIMAL = /^-?\d{1,100}(\.\d{1,100})?([eE][+-]?\d{1,3})?$/;
const BIG_INT = /^-?\d{1,100}$/;

/** A date without time, `2026-11-21`. */
export const GraphQLDate = textScalar(
  'Date',
  'A date, such as `2026-11-21`.',
  (text) => (isDate(text) ? text : null),
  (text) => (text.length === 'YYYY-MM-DD'.length ? text : text.replace(/[ T]00:00(?::00(?:\.0+)?)?$/, '')),
);

const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/i;

/**
 * A date and time as the site's clock shows it. Reads `2026-11-21T10:00` and `2026-11-21T10:00:00.5`, gives Frappe's
 * `2026-11-21 10:00:00.500000`; a time with an offset is converted, except where the site's clock shows the result
 * twice.
 *
 * @param timeZone the site's zone.
 */
export function createLocalDateTime(timeZone: string): GraphQLScalarType<string, string> {
  return textScalar(
    'LocalDateTime',
    "A date and time in the site's zone, without the zone, such as `2026-11-21T10:00:00.000123`. Microseconds are kept.",
    (text) => (WITH_OFFSET.test(text) ? toWallTime(text, timeZone) : readLocalDateTime(text)),
    (text) => (formatDateTime(text) ?? text).replace(' ', 'T'),
  );
}

function readLocalDateTime(text: string): string | null {
  const match = DATE_TIME.exec(text);
  if (!match || !isDate(match[1] ?? '') || !isTime(match[2] ?? '')) return null;
  return formatDateTime(text);
}

/** Frappe's `9:05:00` and `10:00:5.5` are shown as `09:05:00` and `10:00:05.500000`; hours may pass 24. */
export const GraphQLTime = textScalar(
  'Time',
  'A time of day or a span, such as `09:05:00` or `10:00:05.500000`. Hours may pass 24. Input may leave out the seconds.',
  readTime,
  (text) => readTime(text) ?? text,
);

function readTime(text: string): string | null {
  const time = parseTime(text);
  return time === null ? null : formatTime(time);
}

/** Exactly the digits that the site sent: never a binary fraction. */
export const GraphQLDecimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'A decimal number as text with exactly the digits that the site sent, such as `"118.0"`.',
  serialize: (value) => String(value),
  parseValue: (value) => {
    const isNumber = (typeof value === 'number' && Number.isFinite(value)) || value instanceof ExactNumber;
    const text = isNumber ? String(value) : value;
    if (typeof text === 'string' && DECIMAL.test(text.trim())) return text.trim();
    throw refuse('Decimal', value);
  },
  parseLiteral: (node) => {
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return node.value;
    if (node.kind === Kind.STRING && DECIMAL.test(node.value.trim())) return node.value.trim();
    throw refuse('Decimal', literalValue(node), node);
  },
});

/** Integers beyond 32 bits, as text because JSON readers round big numbers. */
export const GraphQLBigInt = new GraphQLScalarType<string, string>({
  name: 'BigInt',
  description: 'An integer of any size, as text, such as `"9007199254740993"`.',
  serialize: (value) => String(value),
  parseValue: (value) => {
    if (Number.isInteger(value)) return String(BigInt(value as number));
    const text = typeof value === 'string' || value instanceof ExactNumber ? String(value).trim() : '';
    if (BIG_INT.test(text)) return text;
    throw refuse('BigInt', value);
  },
  parseLiteral: (node) => {
    if ((node.kind === Kind.INT || node.kind === Kind.STRING) && BIG_INT.test(node.value)) return node.value;
    throw refuse('BigInt', literalValue(node), node);
  },
});

/** A length of time in seconds. */
export const GraphQLDuration = numberScalar(
  'Duration',
  "A length of time in seconds. Input may be text in Frappe's form, such as `1d 2h 30m 5s`.",
  () => true,
  (value) => (typeof value === 'string' ? readDuration(value.trim()) : value),
);

/** As Frappe's form shows it (frappe/utils/data.py, `duration_to_seconds`). */
function readDuration(text: string): number | null {
  const match = /^(?:(\d+)d)?(?: ?(\d+)h)?(?: ?(\d+)m)?(?: ?(\d+)s)?$/.exec(text);
  if (match === null || text === '') return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** Stars as a share of the most that can be given. */
export const GraphQLRating = numberScalar('Rating', 'A rating from 0 to 1.', (value) => value >= 0 && value <= 1);

/** Lists and objects within each other: clients and the answer's own text are written level by level. */
const MAX_JSON_DEPTH = 500;

/** Any JSON value. */
export const GraphQLJSON = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value. Numbers keep all their digits.',
  serialize: (value) => {
    if (!isDeeperThan(value, MAX_JSON_DEPTH)) return value;
    throw new GatewayError('UPSTREAM_CONTRACT', `The JSON value is nested deeper than ${MAX_JSON_DEPTH} levels.`);
  },
  parseValue: (value) => value,
  parseLiteral: toJsonValue,
});

/** A GeoJSON value. */
export const GraphQLGeolocation = new GraphQLScalarType<unknown, unknown>({
  ...GraphQLJSON.toConfig(),
  name: 'Geolocation',
  description: 'A place or shape as GeoJSON.',
});

/** Hexadecimal digits, a name with letters, digits, blanks and hyphens, or a function with its arguments. */
const COLOR = /^(?:#[0-9a-f]{3,8}|[a-z][a-z0-9 -]*(?:\([\w\s.,%/+#-]+\))?)$/i;

/** A colour as sites store it: Frappe takes any text for one, and CSS shows it. */
export const GraphQLColor = textScalar(
  'Color',
  'A colour, such as `#FF8800`, `rebeccapurple` or `rgb(255, 136, 0)`.',
  (text) => (COLOR.test(text) ? text : null),
);

/** A phone number as people write it, with an extension too. The site decides whether it is valid. */
export const GraphQLPhone = textScalar('Phone', 'A phone number, such as `+49-1701000015`.', (text) =>
  /^(?=.*\d)[\w\s+()./,;:=*#~-]{2,140}$/.test(text) ? text : null,
);

/** A scalar that is text on both sides: `read` gives Frappe's form of an input, or null if it is none. */
function textScalar(
  name: string,
  description: string,
  read: (text: string) => string | null,
  show: (text: string) => string = (text) => text,
): GraphQLScalarType<string, string> {
  const parse = (value: unknown, node?: ValueNode) => {
    const parsed = typeof value === 'string' ? read(value.trim()) : null;
    if (parsed === null) throw refuse(name, value, node);
    return parsed;
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: (value) => show(String(value)),
    parseValue: (value) => parse(value),
    parseLiteral: (node) => parse(literalValue(node), node),
  });
}

function numberScalar(
  name: string,
  description: string,
  isAllowed: (value: number) => boolean,
  read: (value: unknown) => unknown = (value) => value,
): GraphQLScalarType<number, number> {
  const parse = (value: unknown, node?: ValueNode) => {
    const given = read(value);
    const number = given instanceof ExactNumber ? Number(given) : given;
    if (typeof number === 'number' && Number.isFinite(number) && isAllowed(number)) return number;
    throw refuse(name, value, node);
  };
  return new GraphQLScalarType<number, number>({
    name,
    description,
    serialize: (value) => Number(value),
    parseValue: (value) => parse(value),
    parseLiteral: (node) => parse(literalValue(node), node),
  });
}

function literalValue(node: ValueNode): unknown {
  return valueFromASTUntyped(node);
}

/** @param node where it is written in the document, which graphql-js adds only to errors that are not its own. */
function refuse(type: string, value: unknown, node?: ValueNode): GraphQLError {
  const message = `${type} cannot be ${JSON.stringify(value) ?? String(value)}.`;
  return new GraphQLError(message, { nodes: node ?? null });
}

function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isTime(text: string): boolean {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return hours < 24 && minutes < 60 && seconds < 60;
}
