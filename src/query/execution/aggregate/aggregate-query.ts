import type { FrappeFilter } from '../../../frappe/frappe-filter.ts';
import type { ListField, ListQuery } from '../../../frappe/list-request.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { SortKey } from '../../plan/sort-order.ts';
import type { WireFilter } from '../filter/wire-filter.ts';
import { separateFields } from '../permission/separated-fields.ts';
import { COUNT_KEY, type GroupColumn, type Measure } from './aggregate.ts';

/** A list call that answers groups in place of documents. */
export interface GroupQuery {
  doctype: DocTypeMeta;
  wire: WireFilter;
  groupBy: readonly GroupColumn[];
  measures: readonly Measure[];
  /** By which of the columns groups are sorted, and in which direction. */
  orderBy: readonly SortKey[];
  limit: number;
  /** Columns whose digits are wanted as the site sends them. */
  exactColumns?: readonly string[];
}

/** @returns the columns that the groups of a query do not have in themselves. */
export function columnsBesides({ groupBy }: Pick<GroupQuery, 'groupBy'>, fieldnames: Iterable<string>): string[] {
  const own = new Set(groupBy.map(({ fieldname }) => fieldname));
  return [...new Set(fieldnames)].filter((fieldname) => !own.has(fieldname));
}

/** @returns the query for groups that are split by the values of a column too, without measures. */
export function splitBy(query: GroupQuery, fieldname: string): GroupQuery {
  return { ...query, groupBy: [...query.groupBy, { fieldname, isText: false, unit: null }], measures: [] };
}

/**
 * Writes groups and their measures as a list call: objects (`{"SUM": "grand_total", "as": "sum__grand_total"}`) where
 * the site takes those, and text (`` sum(`tabShop Order`.`grand_total`) as sum__grand_total ``) where it does not. The
 * count always comes along.
 */
export function toAggregateQuery(query: GroupQuery, usesDicts: boolean): ListQuery {
  const { doctype, wire, measures } = query;
  const columns = query.groupBy.map(({ fieldname }) => fieldname);
  // The new engine quotes columns itself; in the old one, the table's name lets words of SQL through.
  const textOf = (fieldname: string) => (usesDicts ? fieldname : quoteColumn(doctype, fieldname));
  const keys = query.orderBy.filter(({ fieldname }) => columns.includes(fieldname));
  return {
    doctype: doctype.name,
    fields: toGroupFields(query, columns, usesDicts),
    filters: wire.filters,
    orFilters: wire.orFilters,
    ...(columns.length > 0 ? { groupBy: columns.map(textOf).join(', ') } : {}),
    orderBy: keys.length > 0 ? keys.map((key) => `${textOf(key.fieldname)} ${key.direction}`).join(', ') : null,
    limit: query.limit,
    exactNumbers: [...exactKeys(measures), ...(query.exactColumns ?? [])],
  };
}

function toGroupFields({ doctype, measures }: GroupQuery, columns: readonly string[], usesDicts: boolean): ListField[] {
  const fields = [...columns, ...toMeasureFields(doctype, measures, usesDicts)];
  return usesDicts ? fields : separateFields(doctype, fields, COUNT_TEXT);
}

const COUNT_TEXT = `count(name) as ${COUNT_KEY}`;

function toMeasureFields(doctype: DocTypeMeta, measures: readonly Measure[], usesDicts: boolean): ListField[] {
  if (usesDicts) {
    const functions = measures.map(({ operation, fieldname, key }) => ({
      [operation.toUpperCase()]: fieldname,
      as: key,
    }));
    return [{ COUNT: '*', as: COUNT_KEY }, ...functions];
  }
  const functions = measures.map((measure) => `${toFunctionText(doctype, measure)} as ${measure.key}`);
  return [COUNT_TEXT, ...functions];
}

/**
 * Columns are quoted, as they may be words of SQL. v14 knows no quoted column without its table in sum and avg; v15 and
 * 16-dev take the table in min and max for another DocType (frappe/model/db_query.py, `extract_tables`).
 */
function toFunctionText(doctype: DocTypeMeta, { operation, fieldname }: Measure): string {
  const needsTable = operation === 'sum' || operation === 'avg';
  return `${operation}(${needsTable ? quoteColumn(doctype, fieldname) : `\`${fieldname}\``})`;
}

/** Frappe's "set" leaves out the 0 of a decimal, and times are not like anything. */
const HAS_VALUE: Readonly<Record<Measure['column'], readonly (readonly [operator: string, value: string])[]>> = {
  number: [],
  decimal: [['like', '%']],
  time: [['is', 'set']],
};

/**
 * Writes a minimum or maximum as a list call for the one document that has it, for sites that cannot compute it
 * otherwise. Documents without a value are left out, as an aggregate leaves them out.
 */
export function toExtremeQuery(doctype: DocTypeMeta, wire: WireFilter, measure: Measure): ListQuery {
  const { fieldname, column } = measure;
  return {
    doctype: doctype.name,
    fields: [fieldname],
    filters: [...wire.filters, ...HAS_VALUE[column].map((test): FrappeFilter => [fieldname, ...test])],
    orFilters: wire.orFilters,
    orderBy: `${quoteColumn(doctype, fieldname)} ${measure.operation === 'min' ? 'asc' : 'desc'}`,
    limit: 1,
    exactNumbers: measure.isExact ? [fieldname] : [],
  };
}

/** A column with the table of its DocType: words of SQL are names of columns there. */
export function quoteColumn(doctype: DocTypeMeta, fieldname: string): string {
  return `\`tab${doctype.name}\`.\`${fieldname}\``;
}

function exactKeys(measures: readonly Measure[]): string[] {
  return measures.filter(({ isExact }) => isExact).map(({ key }) => key);
}
