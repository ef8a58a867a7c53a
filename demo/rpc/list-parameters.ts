import { type ListQuery, listQuery } from '../engine/list-query.ts';
import {
  booleanParameter,
  integerParameter,
  jsonParameter,
  type Parameters,
  textParameter,
} from '../http/parameters.ts';

/** Reads the parameters that v1 lists and `frappe.client.get_list` share. */
export function readListQuery(doctype: string, parameters: Parameters): ListQuery {
  return listQuery(doctype, {
    fields: readFields(parameters.fields),
    filters: jsonParameter(parameters.filters),
    orFilters: jsonParameter(parameters.or_filters),
    orderBy: textParameter(parameters.order_by) ?? '',
    groupBy: textParameter(parameters.group_by) ?? '',
    start: integerParameter(parameters.limit_start, 0),
    pageLength: integerParameter(parameters.limit_page_length, 20),
    parent: textParameter(parameters.parent),
  });
}

/** Reads `fields`: JSON text or an array; one name stands alone. */
export function readFields(value: unknown): readonly unknown[] {
  const parsed = jsonParameter(value);
  if (parsed === undefined || parsed === null || parsed === '') return ['name'];
  return Array.isArray(parsed) ? parsed : [parsed];
}

/** Rows as lists of values, where `as_dict` is off. */
export function shapeRows(rows: Record<string, unknown>[], asDict: unknown): unknown[] {
  return booleanParameter(asDict, true) ? rows : rows.map((row) => Object.values(row));
}
