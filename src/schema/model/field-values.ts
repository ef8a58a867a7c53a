import { GatewayError } from '../../errors.ts';
import { parseExactJson } from '../../exact-json.ts';
import { parseInPieces } from '../../json-pieces.ts';
import { attachedKey, type Row } from '../../query/plan/read-plan.ts';
import { isName } from '../../query/plan/row-values.ts';
import type { DocFieldEntry, ScalarName } from '../../schema/model/doctype-entry.ts';
import { LongWork } from '../../turns.ts';

/**
 * Turns what the site sent under a fieldname into the field's value; an Error is a value that could not be read. Long
 * JSON is a promise, because it is parsed in turns with other work.
 */
export type ReadValue = (row: Row) => unknown;

/** @returns how the value of a docfield is taken from a document. Plain functions: nothing here calls the site. */
export function valueReader({ docfield: { fieldname }, kind }: DocFieldEntry): ReadValue {
  const attached = attachedKey(fieldname);
  switch (kind.kind) {
    case 'scalar': {
      const convert = SCALAR_READERS[kind.scalar] ?? keep;
      return (row) => passError(row[fieldname], convert);
    }
    case 'enum': {
      const known = new Set(kind.options.values());
      return (row) => passError(row[fieldname], (value) => toOption(value, known, fieldname));
    }
    case 'link':
      return (row) => row[attached] ?? passError(row[fieldname], toStub);
    case 'dynamicLink':
      return (row) => row[attached] ?? passError(row[fieldname], () => null);
    case 'childTable':
      return (row) => passError(row[fieldname], () => null) ?? row[attached];
  }
}

function passError(value: unknown, convert: (value: unknown) => unknown): unknown {
  if (value === null || value === undefined || value instanceof Error) return value ?? null;
  return convert(value);
}

const SCALAR_READERS: Partial<Record<ScalarName, (value: unknown) => unknown>> = {
  ID: (value) => (isName(value) ? String(value) : null),
  String: (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)),
  Boolean: (value) => Number(value) === 1,
  Int: toInt,
  BigInt: (value) => String(value),
  Float: toNumber,
  Rating: toNumber,
  Duration: toNumber,
  Decimal: emptyToNull,
  Date: emptyToNull,
  LocalDateTime: emptyToNull,
  Time: emptyToNull,
  Color: emptyToNull,
  Phone: emptyToNull,
  JSON: parseJson,
  Geolocation: parseJson,
  DocStatus: (value) => Number(value),
  Attachment: (value) => (value === '' ? null : { url: String(value) }),
};

function keep(value: unknown): unknown {
  return value;
}

function emptyToNull(value: unknown): unknown {
  return value === '' ? null : value;
}

function toNumber(value: unknown): unknown {
  const number = Number(value);
  return value === '' || Number.isNaN(number) ? null : number;
}

const MAX_INT = 2 ** 31 - 1;

/** An Int column may hold more than GraphQL's Int where somebody widened it by hand. */
function toInt(value: unknown): unknown {
  const number = toNumber(value);
  if (typeof number !== 'number' || Math.abs(number) <= MAX_INT) return number;
  return new GatewayError('UPSTREAM_CONTRACT', `${String(value)} is beyond 32 bits.`);
}

/** Characters of JSON that are parsed at once. */
const JSON_AT_ONCE = 64 * 1024;

/** The turns in which long JSON is parsed. */
const JSON_LANE = 'JSON of docfields';

/** Frappe keeps JSON as text. Text that does not parse is shown as text. Long text is parsed in turns with others. */
function parseJson(value: unknown): unknown {
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

function toOption(value: unknown, known: ReadonlySet<string>, fieldname: string): unknown {
  const option = String(value).trim();
  if (option === '') return null;
  if (known.has(option)) return option;
  return new GatewayError(
    'UPSTREAM_CONTRACT',
    `${fieldname} holds ${JSON.stringify(option)}, which is not an option.`,
    {
      field: fieldname,
    },
  );
}

function toStub(value: unknown): Row | null {
  return isName(value) ? { name: String(value) } : null;
}
