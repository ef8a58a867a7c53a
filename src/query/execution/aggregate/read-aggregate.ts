import { badUserInput } from '../../../errors.ts';
import { readRows } from '../../../frappe/envelope.ts';
import { type ListQuery, toListRequest } from '../../../frappe/list-request.ts';
import { assertTakesOrder } from '../../plan/order-text.ts';
import type { Row } from '../../plan/read-plan.ts';
import { completeRows } from '../complete-rows.ts';
import { resolveUnjoined } from '../filter/unjoined-filter.ts';
import type { WireFilter } from '../filter/wire-filter.ts';
import { assertMayUse } from '../permission/assert-may-test.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { type Aggregate, type AggregateRead, COUNT_KEY, isExtreme, MAX_GROUPS, type Measure } from './aggregate.ts';
import { type GroupQuery, quoteColumn, toExtremeQuery } from './aggregate-query.ts';
import { toAggregates } from './aggregate-rows.ts';
import { countValues, distinctKey, readValues } from './distinct-values.ts';
import { testGroups } from './group-tests.ts';
import { askGroups, askWhole, readGroups } from './read-groups.ts';

/**
 * Counts and measures the documents that a filter finds, as the caller: one call, as far as the site can answer it in
 * one. Without groups there is always one row, with a count of 0 and no other values where nothing was found.
 *
 * @throws GatewayError `BAD_USER_INPUT` for groups that do not fit on a page where none was asked for; `FORBIDDEN`
 * before any data call for docfields that the caller cannot read; `FILTER_TOO_BROAD` for more groups than one call may
 * give.
 */
export async function readAggregates(scope: RequestScope, read: AggregateRead): Promise<Aggregate[]> {
  const { doctype, groupBy, measures, distinct } = read;
  assertTakesColumns(scope, read);
  for (const { fieldname } of [...groupBy, ...measures, ...distinct])
    await assertMayUse(scope, doctype, doctype, fieldname);
  const wire = await resolveUnjoined(scope, doctype, read.filter);
  if (groupBy.length === 0) {
    return toAggregates(read, [wire === null ? nothing(measures) : await readTotals(scope, read, wire)]);
  }
  if (wire === null || read.first === 0) return [];
  const aggregates = toAggregates(
    read,
    toPage(scope, read, testGroups(await readGroups(scope, read, wire), read.having)),
  );
  const groups = aggregates.map(({ group }) => group).filter((group) => group !== null);
  if (read.groupPlan) await completeRows(scope, read.groupPlan, groups, 'list');
  return aggregates;
}

/** Without minimum and maximum, the site is asked for the groups or the order by a measure's column as well. */
function assertTakesColumns({ model }: RequestScope, { doctype, groupBy, measures, distinct }: AggregateRead): void {
  const { capabilities } = model.info;
  const columns = groupBy.map(({ fieldname }) => quoteColumn(doctype, fieldname));
  assertTakesOrder(capabilities, columns.join(), 'groupBy');
  for (const { fieldname } of distinct) {
    assertTakesOrder(capabilities, [...columns, quoteColumn(doctype, fieldname)].join(), 'countDistinct');
  }
  if (capabilities.extremes) return;
  for (const { operation, fieldname } of measures) {
    if (operation !== 'min' && operation !== 'max') continue;
    assertTakesOrder(capabilities, [...columns, quoteColumn(doctype, fieldname)].join(), operation);
  }
}

/** The values of an aggregate over zero documents. */
function nothing(measures: readonly Measure[]): Row {
  return { [COUNT_KEY]: 0, ...Object.fromEntries(measures.map(({ key }) => [key, null])) };
}

/**
 * One row of all documents. If the site lacks minimum and maximum, each takes a call of its own, in parallel with the
 * others.
 */
async function readTotals(scope: RequestScope, read: AggregateRead, wire: WireFilter): Promise<Row> {
  const { doctype, measures } = read;
  const apart = scope.model.info.capabilities.extremes ? [] : measures.filter(isExtreme);
  const together = measures.filter((measure) => !apart.includes(measure));
  const needsTotals = read.needsCount || together.length > 0 || apart.length === 0;
  const totals = needsTotals
    ? askGroups(scope, { doctype, wire, groupBy: [], measures: together, orderBy: [], limit: 1 })
    : [];
  const extremes = apart.map((measure) => readExtreme(scope, toExtremeQuery(doctype, wire, measure), measure));
  const query: GroupQuery = { doctype, wire, groupBy: [], measures: [], orderBy: [], limit: MAX_GROUPS + 1 };
  const values = readValues(query, read.distinct, (finer) => askWhole(scope, finer));
  const [rows, others, counted] = await Promise.all([totals, Promise.all(extremes), values]);
  const distinct = [...counted].map(([fieldname, some]) => [
    distinctKey(fieldname),
    countValues(some, fieldname, () => '').get('') ?? 0,
  ]);
  return Object.assign({}, ...rows, ...others, Object.fromEntries(distinct));
}

async function readExtreme(scope: RequestScope, query: ListQuery, { fieldname, key }: Measure): Promise<Row> {
  const [row] = readRows(await scope.client.send(toListRequest(query), scope.caller));
  if (row === undefined) return { [key]: null };
  return fieldname in row ? { [key]: row[fieldname] } : {};
}

/** Groups without paging are never silently truncated. */
function toPage({ limits }: RequestScope, { first, offset }: AggregateRead, rows: readonly Row[]): Row[] {
  if (first === null && rows.length - offset > limits.maxPageSize) {
    throw badUserInput(`There are ${rows.length} groups. Choose some of them with first and offset.`, 'first');
  }
  return rows.slice(offset, first === null ? undefined : offset + first);
}
