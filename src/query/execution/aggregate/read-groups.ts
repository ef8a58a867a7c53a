import { GatewayError } from '../../../errors.ts';
import { readRows } from '../../../frappe/envelope.ts';
import { toListRequest } from '../../../frappe/list-request.ts';
import type { Row } from '../../plan/read-plan.ts';
import type { WireFilter } from '../filter/wire-filter.ts';
import { hiddenField } from '../permission/hidden-field.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { type AggregateRead, isExtreme, MAX_GROUPS } from './aggregate.ts';
import { type GroupQuery, toAggregateQuery } from './aggregate-query.ts';
import { countValues, distinctKey, readValues } from './distinct-values.ts';
import { foldableMeasures, foldGroups, groupKeys } from './fold-groups.ts';
import { addExtremes, readFinerGroups } from './group-extremes.ts';
import { type AskGroups, mergeUnsetGroups } from './merge-unset-groups.ts';
import { siteOrder, sortGroups } from './sort-groups.ts';

/**
 * Reads all groups in their order: one call if the site can sort them so. Further ones are made for groups that
 * differ in NULL and '' alone, and for minimum and maximum where the site has none.
 *
 * @throws GatewayError `FILTER_TOO_BROAD` for more groups than one call may give; `FORBIDDEN` for a column that the
 * caller cannot read.
 */
export async function readGroups(scope: RequestScope, read: AggregateRead, wire: WireFilter): Promise<Row[]> {
  const { doctype, groupBy, measures } = read;
  const ask = (query: GroupQuery) => askWhole(scope, query);
  const apart = scope.model.info.capabilities.extremes ? [] : measures.filter(isExtreme);
  const together = measures.filter((measure) => !apart.includes(measure));
  const isFolded = groupBy.some(({ unit }) => unit !== null);
  const asked = isFolded ? foldableMeasures(together) : together;
  const query: GroupQuery = {
    doctype,
    wire,
    groupBy,
    measures: asked,
    orderBy: siteOrder(read),
    limit: MAX_GROUPS + 1,
  };
  const [rows, finer, values] = await Promise.all([
    ask(query),
    readFinerGroups(query, apart, ask),
    readValues(query, read.distinct, ask),
  ]);
  const hidden = groupBy.find(({ fieldname }) => rows[0] !== undefined && !(fieldname in rows[0]));
  if (hidden) throw hiddenField(hidden.fieldname);
  const merged = await mergeUnsetGroups(query, rows, ask);
  const keyOf = groupKeys(groupBy, merged);
  const groups = isFolded ? foldGroups(groupBy, together, merged, keyOf) : merged.map((row) => ({ ...row }));
  const grouped = groupBy.map(({ fieldname }) => ({ column: fieldname, rows }));
  for (const { fieldname } of read.distinct) {
    const counts = countValues(values.get(fieldname) ?? rows, fieldname, keyOf);
    for (const group of groups) group[distinctKey(fieldname)] = counts.get(keyOf(group)) ?? 0;
  }
  addExtremes(groups, apart, [...finer, ...grouped], keyOf);
  return sortGroups(read, groups, merged.length === rows.length);
}

/** Asks the site for all groups. @throws GatewayError `FILTER_TOO_BROAD` */
export async function askWhole(scope: RequestScope, query: GroupQuery): ReturnType<AskGroups> {
  const rows = await askGroups(scope, query);
  if (rows.length <= MAX_GROUPS) return rows;
  const message = `The documents fall into more than ${MAX_GROUPS} groups. Narrow the filter.`;
  throw new GatewayError('FILTER_TOO_BROAD', message, { field: 'filter' });
}

/** Asks the site for groups, or for the one row of all documents. */
export async function askGroups(scope: RequestScope, query: GroupQuery): Promise<Row[]> {
  const { dictAggregates } = scope.model.info.capabilities;
  return readRows(await scope.client.send(toListRequest(toAggregateQuery(query, dictAggregates)), scope.caller));
}
