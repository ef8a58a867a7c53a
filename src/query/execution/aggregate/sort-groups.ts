import type { Row } from '../../plan/read-plan.ts';
import type { SortKey } from '../../plan/sort-order.ts';
import { type AggregateRead, COUNT_KEY, type GroupColumn, type GroupOrder } from './aggregate.ts';
import { compareMeasures } from './fold-groups.ts';

/** The order that the site is asked for: its own comparison of text is the only one that is right. Spans come last. */
export function siteOrder({ groupBy, orderBy }: AggregateRead): SortKey[] {
  const wanted = new Map(orderBy.flatMap((key) => (key.by === 'column' ? [[key.fieldname, key.direction]] : [])));
  const toKey = (fieldname: string): SortKey => ({
    fieldname,
    direction: wanted.get(fieldname) === 'desc' ? 'desc' : 'asc',
  });
  const plain = groupBy.filter(({ unit }) => unit === null).map(({ fieldname }) => fieldname);
  const first = [...wanted.keys()].filter((fieldname) => plain.includes(String(fieldname))).map(String);
  const spans = groupBy.filter(({ unit }) => unit !== null).map(({ fieldname }) => fieldname);
  return [...first, ...plain.filter((fieldname) => !first.includes(fieldname)), ...spans].map(toKey);
}

/**
 * Sorts groups by their keys and, where these are equal, by the columns that they are grouped by.
 *
 * @param rows groups in the order of `siteOrder`.
 * @param isSiteOrder whether that order still holds for text: it does not where groups of NULL and '' were made one.
 */
export function sortGroups(read: AggregateRead, rows: readonly Row[], isSiteOrder: boolean): Row[] {
  const keys: GroupOrder[] = [
    ...read.orderBy,
    ...read.groupBy.map(({ fieldname }) => ({ by: 'column' as const, fieldname, direction: 'asc' as const })),
  ];
  const columns = new Map(read.groupBy.map((column) => [column.fieldname, column]));
  const places = new Map(rows.map((row, index) => [row, index]));
  const compareText = (one: Row, other: Row, column: GroupColumn, sign: number) =>
    isSiteOrder && column.unit === null
      ? (places.get(one) ?? 0) - (places.get(other) ?? 0)
      : sign * compareValues(one[column.fieldname], other[column.fieldname]);
  const compare = (one: Row, other: Row): number => {
    for (const key of keys) {
      const sign = key.direction === 'desc' ? -1 : 1;
      const column = key.by === 'column' ? columns.get(key.fieldname) : undefined;
      const isEqual = column !== undefined && (one[column.fieldname] ?? '') === (other[column.fieldname] ?? '');
      const order = column
        ? isEqual
          ? 0
          : compareText(one, other, column, sign)
        : sign * compareNumbers(key, one, other);
      if (order !== 0) return order;
    }
    return 0;
  };
  return [...rows].sort(compare);
}

function compareNumbers(key: GroupOrder, one: Row, other: Row): number {
  if (key.by === 'measure') return compareMeasures(key.measure, one[key.measure.key], other[key.measure.key]);
  return Number(one[COUNT_KEY]) - Number(other[COUNT_KEY]);
}

const collator = new Intl.Collator('en', { sensitivity: 'base' });

function compareValues(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return collator.compare(String(one ?? ''), String(other ?? ''));
}
