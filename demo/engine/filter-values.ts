import { toColumnTime } from '../database/column-values.ts';
import { frappeThrow, pythonError } from '../frappe-error.ts';
import type { ColumnReference } from './query-scope.ts';

/** A filter value as the column stores it. */
export function toColumnValue(column: ColumnReference, value: unknown): unknown {
  if (column.kind === 'int' || column.kind === 'float') return toNumber(value);
  if (column.kind === 'date') return toDateTime(value).slice(0, 10);
  if (column.kind === 'datetime') return toDateTime(value);
  if (column.kind === 'time') return toColumnTime(String(value));
  return typeof value === 'string' ? value : String(value);
}

/** Reads a date as Frappe does: `T` or a blank between, an offset is ignored, zero microseconds are dropped. */
function toDateTime(value: unknown): string {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?/.exec(
    String(value),
  );
  if (!match) throw frappeThrow('ValidationError', `${String(value)} is not a valid date string.`);
  const [, year, month = '', day = '', hour = '0', minute = '00', second = '00', fraction = ''] = match;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const micros = Number(fraction) === 0 ? '' : `.${fraction.padEnd(6, '0')}`;
  return `${date} ${hour.padStart(2, '0')}:${minute}:${second}${micros}`;
}

/** The list of an `in`: an array, or text with commas. */
export function toList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.map((entry) => (typeof entry === 'string' ? entry.trim() : entry));
  if (value === null || value === undefined) return [];
  return String(value)
    .split(',')
    .map((entry) => entry.trim());
}

/** The two ends of a `between`. A date stands for the whole day. */
export function toSpan(column: ColumnReference, value: unknown): [unknown, unknown] {
  const ends = Array.isArray(value) ? value : String(value).split(',');
  if (ends.length !== 2) throw pythonError('IndexError', 'list index out of range');
  if (column.kind !== 'datetime') return [toColumnValue(column, ends[0]), toColumnValue(column, ends[1])];
  const hasTime = /[T ]\d/.test(String(ends[1]));
  const last = toDateTime(ends[1]);
  return [toDateTime(ends[0]), hasTime ? last : `${last.slice(0, 10)} 23:59:59.999999`];
}

function toNumber(value: unknown): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number = Number(value);
  return Number.isFinite(number) ? number : 0;
}
