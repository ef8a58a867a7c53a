import { deriveOnce } from '../../derive-once.ts';
import { GatewayError } from '../../errors.ts';
import { attachedKey, type Row } from '../../query/plan/read-plan.ts';
import { ReportedRefusal, toOwnError } from '../../query/plan/refused-value.ts';
import { isName } from '../../query/plan/row-values.ts';
import { nestedError } from '../scalars/read-values.ts';
import { SCALARS } from '../scalars/scalars.ts';
import type { DocFieldEntry } from './doctype-entry.ts';

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
      const { read, isReadOnce } = SCALARS[kind.scalar];
      const readValue: ReadValue = (row) => passError(row[fieldname], read);
      return isReadOnce ? deriveOnce(readValue) : readValue;
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
      return (row) => passError(row[fieldname], () => null) ?? orNull(row[attached]);
  }
}

/**
 * Reads a field that is null only with an error: every place has one, and a value that the site should have and has not
 * is one, too.
 */
export function neverNullReader(entry: DocFieldEntry): ReadValue {
  const read = valueReader(entry);
  const { fieldname } = entry.docfield;
  const attached = attachedKey(fieldname);
  const message = `The site sent no value of ${fieldname}.`;
  return (row) => {
    const value = read(row);
    if (value !== null && value !== undefined && !(value instanceof Error)) return value;
    const refusal = [value, row[fieldname], row[attached]].find((one) => one instanceof Error);
    return toOwnError(refusal ?? new GatewayError('UPSTREAM_CONTRACT', message, { field: fieldname }));
  };
}

function passError(value: unknown, convert: (value: unknown) => unknown): unknown {
  if (value === null || value === undefined || value instanceof Error) return orNull(value);
  return convert(value);
}

function orNull(value: unknown): unknown {
  return value instanceof ReportedRefusal ? null : (value ?? null);
}

function toOption(value: unknown, known: ReadonlySet<string>, fieldname: string): unknown {
  const nested = nestedError(value);
  if (nested !== null) return nested;
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
