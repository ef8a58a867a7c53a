import { hasNoController } from '../documents/virtual-docs.ts';
import { type ListQuery, listQuery } from '../engine/list-query.ts';
import { countRows, runList } from '../engine/run-list.ts';
import { booleanParameter, integerParameter, jsonParameter, textParameter } from '../http/parameters.ts';
import { metaOf, type RpcCall, type RpcMethods } from '../site-context.ts';
import { required } from './client-reads.ts';
import { readFields } from './list-parameters.ts';

/** frappe/desk/reportview.py: the lists of the desk. */
export const REPORTVIEW: RpcMethods = {
  'frappe.desk.reportview.get': { run: get },
  'frappe.desk.reportview.get_list': { run: (call) => runList(call.context, readQuery(call)) },
  'frappe.desk.reportview.get_count': { run: getCount },
};

function get(call: RpcCall): unknown {
  const rows = runList(call.context, readQuery(call));
  const [first] = rows;
  if (first === undefined) return [];
  return { keys: Object.keys(first), values: rows.map((row) => Object.values(row)), user_info: {} };
}

function getCount(call: RpcCall): unknown {
  const query = readQuery(call);
  const limit = integerParameter(call.parameters.limit, 0);
  const count = countRows(call.context, query);
  if (hasNoController(call.context, metaOf(call.context, query.doctype))) return undefined;
  return limit > 0 ? Math.min(limit, count) : count;
}

function readQuery(call: RpcCall): ListQuery {
  const { parameters } = call;
  return listQuery(required(call, 'doctype', 'get'), {
    fields: readFields(parameters.fields),
    filters: jsonParameter(parameters.filters),
    orFilters: jsonParameter(parameters.or_filters),
    orderBy: textParameter(parameters.order_by) ?? '',
    groupBy: textParameter(parameters.group_by) ?? '',
    start: integerParameter(parameters.start, 0),
    pageLength: integerParameter(parameters.page_length, 20),
    distinct: booleanParameter(parameters.distinct, false),
    parent: textParameter(parameters.parent ?? parameters.parent_doctype),
    usesDefaultOrder: true,
  });
}
