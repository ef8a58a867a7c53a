import type { FrappeFilter } from '../../../frappe/frappe-filter.ts';
import type { Row } from '../../plan/read-plan.ts';
import type { GroupColumn } from './aggregate.ts';
import type { GroupQuery } from './aggregate-query.ts';

/** Asks the site for the groups of a query. */
export type AskGroups = (query: GroupQuery) => Promise<Row[]>;

/**
 * Makes one group of those that differ only in how a text column is not set: as NULL or as ''. Sums could be added up,
 * averages could not, so the site is asked again for such groups, once for each set of columns that are not set; where
 * the site has only one way of it, which is the rule, no further call is made.
 */
export async function mergeUnsetGroups(query: GroupQuery, rows: readonly Row[], ask: AskGroups): Promise<Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = groupKey(query.groupBy, row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  const patterns = new Map<string, readonly GroupColumn[]>();
  for (const group of groups.values()) {
    const unset = group.length > 1 ? unsetColumns(query.groupBy, group[0] as Row) : [];
    if (unset.length > 0) patterns.set(unset.map(({ fieldname }) => fieldname).join(), unset);
  }
  const merged = await Promise.all([...patterns.values()].map((unset) => askUnset(query, unset, ask)));
  const byKey = new Map(merged.flat().map((row) => [groupKey(query.groupBy, row), row]));
  return [...groups].map(([key, [first]]) => byKey.get(key) ?? (first as Row));
}

/** Groups by the other columns, among the documents where these are not set either way. */
async function askUnset(query: GroupQuery, unset: readonly GroupColumn[], ask: AskGroups): Promise<Row[]> {
  const conditions = unset.map(({ fieldname }): FrappeFilter => [fieldname, 'is', 'not set']);
  const rows = await ask({
    ...query,
    wire: { ...query.wire, filters: [...query.wire.filters, ...conditions] },
    groupBy: query.groupBy.filter((column) => !unset.includes(column)),
  });
  return rows
    .map((row) => ({ ...row, ...Object.fromEntries(unset.map(({ fieldname }) => [fieldname, null])) }))
    .filter((row) => unsetColumns(query.groupBy, row).length === unset.length);
}

function groupKey(columns: readonly GroupColumn[], row: Row): string {
  return JSON.stringify(columns.map((column) => (isUnset(column, row) ? null : row[column.fieldname])));
}

function unsetColumns(columns: readonly GroupColumn[], row: Row): GroupColumn[] {
  return columns.filter((column) => column.isText && isUnset(column, row));
}

function isUnset({ fieldname, isText }: GroupColumn, row: Row): boolean {
  const value = row[fieldname];
  return value === null || value === undefined || (isText && value === '');
}
