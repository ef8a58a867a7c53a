import { GatewayError } from '../../errors.ts';
import { parseExactJson } from '../../exact-json.ts';
import { attachedKey, type Row } from '../../query/plan/read-plan.ts';
import { isName } from '../../query/plan/row-values.ts';
import type { DocFieldEntry, ScalarName } from '../../schema/model/doctype-entry.ts';

/** Turns what the site sent under a fieldname into the field's value; an Error is a value that could not be read. */
export type ReadValue = (row: Row) => unknown;

/** @returns how the value of a docfield is taken from a document. Plain functions: nothing here waits or calls. */
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

/** Frappe keeps JSON as text. Text that does not parse is shown as text. */
function parseJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value === '') return null;
  try {
    const parsed = parseExactJson(value);
    // Inputs take text for JSON, so text in JSON is shown as the JSON that it is.
    return typeof parsed === 'string' ? value : parsed;
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
