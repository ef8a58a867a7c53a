import { startOfSpan } from '../../plan/date-unit.ts';
import { addDecimals, compareDecimals, divideDecimal } from '../../plan/decimal.ts';
import type { Row } from '../../plan/read-plan.ts';
import { parseTime } from '../../plan/time-text.ts';
import { COUNT_KEY, type GroupColumn, type Measure } from './aggregate.ts';

/** The measures to ask the site for where groups are folded: averages are made of sums. */
export function foldableMeasures(measures: readonly Measure[]): Measure[] {
  const averages = measures.filter(({ operation }) => operation === 'avg');
  const asked = new Map(averages.map(sumBehind).map((sum) => [sum.key, sum]));
  for (const measure of measures) if (measure.operation !== 'avg') asked.set(measure.key, measure);
  return [...asked.values()];
}

/**
 * Makes one group of those whose dates lie in the same span, which the versions have no common way of asking for. Each
 * group takes the place of its first row.
 */
export function foldGroups(
  columns: readonly GroupColumn[],
  measures: readonly Measure[],
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Row[] {
  const folded = new Map<string, Row>();
  for (const row of rows) {
    const key = keyOf(row);
    const known = folded.get(key);
    if (known) addRow(known, row, measures);
    else folded.set(key, { ...row, ...spansOf(columns, row) });
  }
  for (const row of folded.values()) setAverages(row, measures);
  return [...folded.values()];
}

/** The key of a row's group: by the spans of its dates, with NULL and '' as one. */
export function groupKeys(columns: readonly GroupColumn[], rows: readonly Row[]): (row: Row) => string {
  const plain = rows.map((row) => JSON.stringify(columns.map(({ fieldname }) => foldCase(row[fieldname]))));
  // A site that had case and accents apart would have sent rows that differ in nothing else.
  const areApart = new Set(plain).size < plain.length;
  return (row) => {
    const values = { ...row, ...spansOf(columns, row) };
    return JSON.stringify(
      columns.map(({ fieldname }) => (areApart ? (values[fieldname] ?? '') : foldCase(values[fieldname]))),
    );
  };
}

/** A text as the databases of sites compare it: without regard to case, accents and blanks at its end. */
export function foldCase(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? '';
  return value.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trimEnd();
}

function spansOf(columns: readonly GroupColumn[], row: Row): Row {
  const spans: Row = {};
  for (const { fieldname, unit } of columns) {
    const value = row[fieldname];
    if (unit !== null && typeof value === 'string') spans[fieldname] = startOfSpan(value, unit);
  }
  return spans;
}

function addRow(group: Row, row: Row, measures: readonly Measure[]): void {
  group[COUNT_KEY] = Number(group[COUNT_KEY]) + Number(row[COUNT_KEY]);
  for (const measure of foldableMeasures(measures)) {
    if (measure.key in row) group[measure.key] = combine(measure, group[measure.key], row[measure.key]);
  }
}

/** Missing values count as nothing, as in a sum of the site. */
function combine(measure: Measure, one: unknown, other: unknown): unknown {
  if (one === null || one === undefined) return other;
  if (other === null || other === undefined) return one;
  if (measure.operation !== 'sum') return extremeOf(measure, [one, other]);
  return measure.isExact ? addDecimals(String(one), String(other)) : Number(one) + Number(other);
}

/** The smallest or greatest of values that are all there; null of none. */
export function extremeOf(measure: Measure, values: readonly unknown[]): unknown {
  const sign = measure.operation === 'min' ? 1 : -1;
  const better = (one: unknown, other: unknown) => (compareMeasures(measure, one, other) * sign <= 0 ? one : other);
  return values.length === 0 ? null : values.reduce(better);
}

/** Compares values of a measure, as sorting wants it; what is not there comes first. */
export function compareMeasures({ column, operation }: Measure, one: unknown, other: unknown): number {
  const [a, b] = [one ?? null, other ?? null];
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  if (column !== 'time' || operation === 'sum' || operation === 'avg') return compareDecimals(String(a), String(b));
  return compareTimes(String(a), String(b));
}

/** Dates compare as text, and so do those with a time; a Time alone does not: `9:05:00`, `10:00:5.5`. */
function compareTimes(one: string, other: string): number {
  const [a, b] = [parseTime(one), parseTime(other)];
  if (a !== null && b !== null) return a - b;
  return one < other ? -1 : Number(one !== other);
}

function setAverages(row: Row, measures: readonly Measure[]): void {
  for (const measure of measures) {
    const { key } = sumBehind(measure);
    if (measure.operation !== 'avg' || !(key in row)) continue;
    const average = divideDecimal(String(row[key]), Number(row[COUNT_KEY]));
    row[measure.key] = measure.isExact ? average : Number(average);
  }
}

function sumBehind(measure: Measure): Measure {
  return { ...measure, operation: 'sum', key: measure.key.replace(/^avg__/, 'sum__') };
}
