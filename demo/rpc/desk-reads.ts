import { quote, tableOf } from '../database/demo-database.ts';
import { orEmpty } from '../engine/column-text.ts';
import { listQuery } from '../engine/list-query.ts';
import { runList } from '../engine/run-list.ts';
import { integerParameter, jsonParameter, textParameter } from '../http/parameters.ts';
import { answerDocTypeBundle } from '../meta/answer-meta.ts';
import { searchFieldsOf } from '../meta/doctype-meta.ts';
import { metaOf, type RpcCall, type RpcMethods } from '../site-context.ts';
import { required } from './client-reads.ts';
import { TopLevel } from './top-level.ts';

/** Methods of the desk that a gateway reads with. */
export const DESK_READS: RpcMethods = {
  'frappe.desk.form.load.getdoctype': { run: getDocType },
  'frappe.desk.search.search_link': { run: searchLink },
  'frappe.desk.treeview.get_children': { run: treeChildren },
};

function getDocType(call: RpcCall): unknown {
  const meta = metaOf(call.context, required(call, 'doctype', 'getdoctype'));
  return new TopLevel({ docs: answerDocTypeBundle(call.context, meta), user_settings: '{}' });
}

function searchLink(call: RpcCall): unknown {
  const { context, parameters } = call;
  const meta = metaOf(context, required(call, 'doctype', 'search_link'));
  const title = meta.row.show_title_field_in_link && meta.row.title_field ? String(meta.row.title_field) : undefined;
  const fields = [...new Set(['name', ...searchFieldsOf(meta), ...(title ? [title] : [])])];
  const searched = fields.filter((field) => meta.columns.has(field));
  const text = textParameter(parameters.txt) ?? '';
  const query = listQuery(meta.name, {
    fields: searched,
    filters: jsonParameter(parameters.filters),
    orFilters: searched.map((field) => [field, 'like', `%${text}%`]),
    usesDefaultOrder: true,
    // A function that searches may pay no heed to the length, as `erpnext.controllers.queries.get_income_account`.
    pageLength: parameters.query === undefined ? integerParameter(parameters.page_length, 10) : 0,
  });
  const found = runList(context, query).map((row) => {
    const described = searched.filter((field) => (title === undefined ? field !== 'name' : field !== title));
    const description = described
      .map((field) => row[field])
      .filter((value) => value !== null && value !== '')
      .join(', ');
    return { value: row.name, description, ...(title ? { label: row[title] } : {}) };
  });
  return context.dialect.searchLinkKey === 'results' ? new TopLevel({ results: found }) : found;
}

function treeChildren(call: RpcCall): unknown {
  const { context, parameters } = call;
  const meta = metaOf(context, required(call, 'doctype', 'get_children'));
  const parentField = String(meta.row.nsm_parent_field ?? `parent_${meta.name.toLowerCase().replaceAll(' ', '_')}`);
  const parent = textParameter(parameters.parent) ?? '';
  const sql = `SELECT name, is_group FROM ${tableOf(meta.name)} WHERE ${orEmpty(quote(parentField))} = ? ORDER BY name`;
  const visible = new Set(runList(context, listQuery(meta.name, { pageLength: 0 })).map((row) => row.name));
  const rows = context.database.all(sql, [parent]).filter((row) => visible.has(row.name));
  return rows.map((row) => ({ value: row.name, title: row.name, expandable: row.is_group }));
}
