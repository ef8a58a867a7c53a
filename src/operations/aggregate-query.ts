import type { FrappeFilter, ListField, ListQuery } from '../frappe/list-request.ts';
import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import type { SiteInfo } from '../metadata/site-model.ts';
import { COUNT_KEY, type GroupColumn, type Measure } from './aggregate.ts';
import type { WireFilter } from './wire-filter.ts';

/** A list call that answers groups in place of documents. */
export interface GroupQuery {
  doctype: DocTypeMeta;
  wire: WireFilter;
  groupBy: readonly GroupColumn[];
  measures: readonly Measure[];
  limit: number;
}

/**
 * Writes groups and their measures as a list call: objects (`{"SUM": "grand_total", "as": "sum__grand_total"}`) where
 * the site takes those, and text (`` sum(`tabShop Order`.`grand_total`) as sum__grand_total ``) where it does not. The
 * count always comes along. Groups are sorted by their columns, so that they come in the same order every time.
 */
export function toAggregateQuery(query: GroupQuery, usesDicts: boolean): ListQuery {
  const { doctype, wire, measures } = query;
  const columns = query.groupBy.map(({ fieldname }) => fieldname);
  // The new engine quotes columns itself; in the old one, the table's name lets words of SQL through.
  const texts = usesDicts ? columns : columns.map((fieldname) => quoteColumn(doctype, fieldname));
  return {
    doctype: doctype.name,
    fields: [...columns, ...toMeasureFields(doctype, measures, usesDicts)],
    filters: wire.filters,
    orFilters: wire.orFilters,
    ...(columns.length > 0 ? { groupBy: texts.join(', ') } : {}),
    orderBy: columns.length > 0 ? texts.map((text) => `${text} asc`).join(', ') : null,
    limit: query.limit,
    exactNumbers: exactKeys(measures),
  };
}

function toMeasureFields(doctype: DocTypeMeta, measures: readonly Measure[], usesDicts: boolean): ListField[] {
  if (usesDicts) {
    const functions = measures.map(({ operation, fieldname, key }) => ({
      [operation.toUpperCase()]: fieldname,
      as: key,
    }));
    return [{ COUNT: '*', as: COUNT_KEY }, ...functions];
  }
  const functions = measures.map((measure) => `${toFunctionText(doctype, measure)} as ${measure.key}`);
  return [`count(name) as ${COUNT_KEY}`, ...functions];
}

/**
 * Columns are quoted, as they may be words of SQL. v14 knows no quoted column without its table in sum and avg; v15 and
 * 16-dev take the table in min and max for another DocType (frappe/model/db_query.py, `extract_tables`).
 */
function toFunctionText(doctype: DocTypeMeta, { operation, fieldname }: Measure): string {
  const needsTable = operation === 'sum' || operation === 'avg';
  return `${operation}(${needsTable ? quoteColumn(doctype, fieldname) : `\`${fieldname}\``})`;
}

/**
 * Writes a minimum or maximum as a list call for the one document that has it, for sites that cannot tell it
 * otherwise. Documents without a value are left out, as an aggregate leaves them out.
 */
export function toExtremeQuery(doctype: DocTypeMeta, wire: WireFilter, measure: Measure): ListQuery {
  const { fieldname, isNullable } = measure;
  const isSet: FrappeFilter = [fieldname, 'is', 'set'];
  return {
    doctype: doctype.name,
    fields: [fieldname],
    filters: isNullable ? [...wire.filters, isSet] : wire.filters,
    orFilters: wire.orFilters,
    orderBy: `${quoteColumn(doctype, fieldname)} ${measure.operation === 'min' ? 'asc' : 'desc'}`,
    limit: 1,
    exactNumbers: measure.isExact ? [fieldname] : [],
  };
}

/** v14 lets only count, sum and avg into the fields of a list (frappe/desk/reportview.py, `extract_fieldname`). */
export function hasExtremes({ frappeVersion, capabilities }: SiteInfo): boolean {
  return capabilities.dictAggregates || !/^(?:\d|1[0-4])\./.test(frappeVersion);
}

function quoteColumn(doctype: DocTypeMeta, fieldname: string): string {
  return `\`tab${doctype.name}\`.\`${fieldname}\``;
}

function exactKeys(measures: readonly Measure[]): string[] {
  return measures.filter(({ isExact }) => isExact).map(({ key }) => key);
}
