import type { Row } from '../../plan/read-plan.ts';
import type { GroupColumn } from './aggregate.ts';
import { columnsBesides, type GroupQuery, splitBy } from './aggregate-query.ts';
import { foldCase } from './fold-groups.ts';
import type { AskGroups } from './merge-unset-groups.ts';

/**
 * Reads groups that are split by the values of a column too, which no version counts: one call for each column that the
 * groups do not have in themselves. The site says by them which texts it takes for equal.
 */
export async function readValues(
  query: GroupQuery,
  columns: readonly GroupColumn[],
  ask: AskGroups,
): Promise<Map<string, readonly Row[]>> {
  const counted = columns.map(({ fieldname }) => fieldname);
  const values = columnsBesides(query, counted).map(
    async (fieldname) => [fieldname, await ask({ ...splitBy(query, fieldname), orderBy: [] })] as const,
  );
  return new Map(await Promise.all(values));
}

/**
 * Counts the different values of a column in each group, by the key of the group. Values that are not set are none.
 * Groups that were folded have a value in several rows.
 */
export function countValues(
  rows: readonly Row[],
  fieldname: string,
  keyOf: (row: Row) => string,
): ReadonlyMap<string, number> {
  const values = new Map<string, Set<unknown>>();
  for (const row of rows) {
    const value = row[fieldname] ?? '';
    if (value === '') continue;
    const key = keyOf(row);
    const known = values.get(key) ?? new Set();
    values.set(key, known.add(foldCase(value)));
  }
  return new Map([...values].map(([key, some]) => [key, some.size]));
}

/** The key under which a group keeps the number of a column's values. */
export function distinctKey(fieldname: string): string {
  return `distinct:${fieldname}`;
}
