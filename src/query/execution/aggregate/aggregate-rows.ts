import type { Row } from '../../plan/read-plan.ts';
import { hiddenField } from '../permission/hidden-field.ts';
import { type Aggregate, type AggregateOperation, type AggregateRead, COUNT_KEY, type Measure } from './aggregate.ts';
import { distinctKey } from './distinct-values.ts';

/**
 * Sorts rows of the site's answer into their groups and measures, by fieldname. Sites keep a value that is not set, so
 * one that is missing is one that the caller cannot read: the first row says so, the others are null.
 */
export function toAggregates(read: AggregateRead, rows: readonly Row[]): Aggregate[] {
  return rows.map((row, index) => toAggregate(read, row, index === 0));
}

function toAggregate({ groupBy, measures, distinct }: AggregateRead, row: Row, tellsHidden: boolean): Aggregate {
  const readValue = (measure: Measure) => {
    if (measure.key in row) return toValue(measure, row[measure.key]);
    return tellsHidden ? hiddenField(measure.fieldname) : null;
  };
  const values = (operation: AggregateOperation) =>
    Object.fromEntries(
      measures
        .filter((measure) => measure.operation === operation)
        .map((measure) => [measure.fieldname, readValue(measure)]),
    );
  const group = Object.fromEntries(groupBy.map(({ fieldname }) => [fieldname, row[fieldname]]));
  return {
    group: groupBy.length > 0 ? group : null,
    count: Number(row[COUNT_KEY] ?? 0),
    distinct: Object.fromEntries(distinct.map(({ fieldname }) => [fieldname, row[distinctKey(fieldname)] ?? 0])),
    sum: values('sum'),
    avg: values('avg'),
    min: values('min'),
    max: values('max'),
  };
}

function toValue({ isWhole }: Measure, value: unknown): unknown {
  return isWhole && value !== null ? toWhole(String(value)) : value;
}

/** `475.0` and `1e+16` as integers. */
function toWhole(text: string): string {
  if (/^-?\d+(\.0*)?$/.test(text)) return text.replace(/\.0*$/, '');
  const number = Math.round(Number(text));
  return Number.isFinite(number) ? BigInt(number).toString() : text;
}
