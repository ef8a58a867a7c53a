import { badUserInput, GatewayError } from '../errors.ts';
import { readRows } from '../frappe/envelope.ts';
import { type ListQuery, toListRequest } from '../frappe/list-request.ts';
import type { SiteInfo } from '../metadata/site-model.ts';
import { type Aggregate, type AggregateRead, COUNT_KEY, type Measure } from './aggregate.ts';
import { wireFilterOf } from './aggregate-filter.ts';
import { type GroupQuery, hasExtremes, toAggregateQuery, toExtremeQuery } from './aggregate-query.ts';
import { toAggregates } from './aggregate-rows.ts';
import { assertMayUse } from './assert-may-test.ts';
import { completeRows } from './complete-rows.ts';
import { hiddenField } from './hidden-field.ts';
import { mergeUnsetGroups } from './merge-unset-groups.ts';
import type { Row } from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';
import type { WireFilter } from './wire-filter.ts';

/** Groups of one call at most: they are read whole and paged here, as only whole they can be merged. */
export const MAX_GROUPS = 10_000;

/**
 * Counts and measures the documents that a filter finds, as the caller: one call, whatever is asked of them. Without
 * groups there is always one row, with a count of 0 and no other values where nothing was found.
 *
 * @throws GatewayError `BAD_USER_INPUT` before any call for what this version of the site cannot tell, and for groups
 * that do not fit on a page where none was asked for; `FORBIDDEN` before any data call for docfields that the caller may
 * not read; `FILTER_TOO_BROAD` for more groups than one call may give.
 */
export async function readAggregates(scope: RequestScope, read: AggregateRead): Promise<Aggregate[]> {
  const { doctype, groupBy, measures } = read;
  assertSiteCan(scope.model.info, read);
  for (const { fieldname } of [...groupBy, ...measures]) await assertMayUse(scope, doctype, doctype, fieldname);
  const wire = await wireFilterOf(scope, doctype, read.filter);
  if (groupBy.length === 0) {
    return toAggregates(read, [wire === null ? nothing(measures) : await readTotals(scope, read, wire)]);
  }
  if (wire === null || read.first === 0) return [];
  const aggregates = toAggregates(read, toPage(scope, read, await readGroups(scope, read, wire)));
  const groups = aggregates.map(({ group }) => group).filter((group) => group !== null);
  if (read.groupPlan) await completeRows(scope, read.groupPlan, groups, 'list');
  return aggregates;
}

function assertSiteCan(info: SiteInfo, { groupBy, measures }: AggregateRead): void {
  const extreme = measures.find(isExtreme);
  if (extreme === undefined || groupBy.length === 0 || hasExtremes(info)) return;
  const message = `Frappe ${info.frappeVersion} cannot tell the ${extreme.operation} of groups; without groupBy it can.`;
  throw badUserInput(message, extreme.operation);
}

function isExtreme({ operation }: Measure): boolean {
  return operation === 'min' || operation === 'max';
}

/** What an aggregate is where no document was found. */
function nothing(measures: readonly Measure[]): Row {
  return { [COUNT_KEY]: 0, ...Object.fromEntries(measures.map(({ key }) => [key, null])) };
}

/** One row of all documents. Where the site has no minimum and maximum, each is a call of its own, beside the others. */
async function readTotals(scope: RequestScope, read: AggregateRead, wire: WireFilter): Promise<Row> {
  const { doctype, measures } = read;
  const apart = hasExtremes(scope.model.info) ? [] : measures.filter(isExtreme);
  const together = measures.filter((measure) => !apart.includes(measure));
  const needsTotals = read.wantsCount || together.length > 0 || apart.length === 0;
  const totals = needsTotals ? askGroups(scope, { doctype, wire, groupBy: [], measures: together, limit: 1 }) : [];
  const extremes = apart.map((measure) => readExtreme(scope, toExtremeQuery(doctype, wire, measure), measure));
  const [rows, others] = await Promise.all([totals, Promise.all(extremes)]);
  return Object.assign({}, ...rows, ...others);
}

async function readExtreme(scope: RequestScope, query: ListQuery, { fieldname, key }: Measure): Promise<Row> {
  const [row] = readRows(await scope.client.send(toListRequest(query), scope.caller));
  if (row === undefined) return { [key]: null };
  return fieldname in row ? { [key]: row[fieldname] } : {};
}

async function readGroups(scope: RequestScope, read: AggregateRead, wire: WireFilter): Promise<Row[]> {
  const { doctype, groupBy, measures } = read;
  const ask = (query: GroupQuery) => askGroups(scope, query);
  const query: GroupQuery = { doctype, wire, groupBy, measures, limit: MAX_GROUPS + 1 };
  const rows = await ask(query);
  if (rows.length > MAX_GROUPS) {
    const message = `The documents fall into more than ${MAX_GROUPS} groups. Narrow the filter.`;
    throw new GatewayError('FILTER_TOO_BROAD', message, { field: 'filter' });
  }
  const hidden = groupBy.find(({ fieldname }) => rows[0] !== undefined && !(fieldname in rows[0]));
  if (hidden) throw hiddenField(hidden.fieldname);
  return mergeUnsetGroups(query, rows, ask);
}

async function askGroups(scope: RequestScope, query: GroupQuery): Promise<Row[]> {
  const { dictAggregates } = scope.model.info.capabilities;
  return readRows(await scope.client.send(toListRequest(toAggregateQuery(query, dictAggregates)), scope.caller));
}

/** Groups that nobody asked to page are never cut in silence. */
function toPage({ limits }: RequestScope, { first, offset }: AggregateRead, rows: readonly Row[]): Row[] {
  if (first === null && rows.length - offset > limits.maxPageSize) {
    throw badUserInput(`There are ${rows.length} groups: say with first and offset which of them.`, 'first');
  }
  return rows.slice(offset, first === null ? undefined : offset + first);
}
