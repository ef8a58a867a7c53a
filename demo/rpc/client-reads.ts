import type { Row } from '../database/demo-database.ts';
import { findDocument, loadDocument } from '../documents/load-document.ts';
import { readDocument } from '../documents/read-document.ts';
import { hasNoController } from '../documents/virtual-docs.ts';
import { listQuery } from '../engine/list-query.ts';
import { countAllRows, countRows, runList } from '../engine/run-list.ts';
import { frappeRaise, frappeThrow, pythonError } from '../frappe-error.ts';
import { jsonParameter, textParameter } from '../http/parameters.ts';
import { tableFieldsOf } from '../meta/doctype-meta.ts';
import { refusalOf, ruleRefusal } from '../permissions/document-access.ts';
import { reachOf, rightsTable } from '../permissions/role-rights.ts';
import { listQueueJobs } from '../shop/shop-jobs.ts';
import { metaOf, type RpcCall, type RpcMethods } from '../site-context.ts';
import { readListQuery, shapeRows } from './list-parameters.ts';

/** The reading half of frappe/client.py. */
export const CLIENT_READS: RpcMethods = {
  'frappe.client.get_list': { run: getList },
  'frappe.client.get': { run: getDocument },
  'frappe.client.get_value': { run: getValue },
  'frappe.client.get_single_value': { run: getSingleValue },
  'frappe.client.get_count': { run: getCount },
  'frappe.client.has_permission': { run: hasPermission },
  'frappe.client.get_doc_permissions': { run: getDocPermissions },
  'frappe.client.validate_link': { run: validateLink },
  'frappe.client.get_time_zone': { run: ({ context }) => ({ time_zone: context.clock.timeZone }), allowsGuests: true },
};

/** A parameter that Python would miss. */
export function required(call: RpcCall, name: string, method: string): string {
  const value = call.parameters[name];
  if (value !== undefined) return value === null ? 'None' : String(value);
  throw pythonError('TypeError', `${method}() missing 1 required positional argument: '${name}'`);
}

function getList({ context, parameters, ...rest }: RpcCall): unknown {
  const doctype = required({ context, parameters, ...rest }, 'doctype', 'get_list');
  if (doctype === 'RQ Job') return listQueueJobs(context, textParameter(parameters.order_by));
  const rows = runList(context, readListQuery(doctype, parameters));
  if (hasNoController(context, metaOf(context, doctype))) return undefined;
  // v14 does not read the text "false" as false.
  const asDict = context.dialect.major === 14 && typeof parameters.as_dict === 'string' ? true : parameters.as_dict;
  return shapeRows(rows, asDict);
}

function getDocument(call: RpcCall): unknown {
  const { context, parameters } = call;
  const doctype = required(call, 'doctype', 'get');
  const keepsNulls = !context.dialect.clientGetDropsNulls;
  const isChild = context.catalog.find(doctype)?.isChild && context.dialect.clientGetNeedsParent;
  if (isChild && !isReadableParent(call, doctype)) throw frappeRaise('PermissionError');
  const name = textParameter(parameters.name) ?? nameByFilters(call, doctype);
  return readDocument(context, doctype, name, { keepsNulls });
}

/** Whether `parent` names a DocType with that child table which the caller may read. */
function isReadableParent({ context, parameters }: RpcCall, child: string): boolean {
  const parent = context.catalog.find(textParameter(parameters.parent) ?? '');
  if (parent === undefined || reachOf(context.session, parent, 'read') === 'none') return false;
  return tableFieldsOf(parent).some((docfield) => docfield.options === child);
}

function nameByFilters({ context, parameters }: RpcCall, doctype: string): string {
  if (metaOf(context, doctype).isSingle) return doctype;
  const filters = jsonParameter(parameters.filters);
  const [row] = runList(context, listQuery(doctype, { filters, pageLength: 1, usesDefaultOrder: true }));
  return String(row?.name ?? '');
}

function getValue(call: RpcCall): unknown {
  const { context, parameters } = call;
  const doctype = required(call, 'doctype', 'get_value');
  const fields = toNames(parameters.fieldname);
  if (metaOf(context, doctype).isSingle) {
    const doc = readDocument(context, doctype, doctype, { keepsNulls: true });
    return Object.fromEntries(fields.map((field) => [field, doc[field] ?? null]));
  }
  const filters = typeof parameters.filters === 'string' ? jsonOrName(parameters.filters) : parameters.filters;
  const parent = textParameter(parameters.parent);
  const query = listQuery(doctype, { fields, filters, pageLength: 1, parent, usesDefaultOrder: true });
  return runList(context, query)[0] ?? {};
}

function toNames(value: unknown): string[] {
  const parsed = typeof value === 'string' && value.startsWith('[') ? jsonParameter(value) : value;
  return Array.isArray(parsed) ? parsed.map(String) : [String(parsed ?? 'name')];
}

function jsonOrName(text: string): unknown {
  return text.startsWith('{') || text.startsWith('[') ? jsonParameter(text) : { name: text };
}

function getSingleValue(call: RpcCall): unknown {
  const doc = readDocument(call.context, required(call, 'doctype', 'get_single_value'), '', { keepsNulls: true });
  return doc[required(call, 'field', 'get_single_value')] ?? null;
}

function getCount(call: RpcCall): unknown {
  const { context, parameters } = call;
  const query = listQuery(required(call, 'doctype', 'get_count'), { filters: jsonParameter(parameters.filters) });
  return context.dialect.countIgnoresPermissions ? countAllRows(context, query) : countRows(context, query);
}

function hasPermission(call: RpcCall): unknown {
  const { context, parameters } = call;
  const meta = metaOf(context, required(call, 'doctype', 'has_permission'));
  const name = required(call, 'docname', 'has_permission');
  const right = textParameter(parameters.perm_type) ?? 'read';
  // Seen on v15: without a name, it is asked of the DocType.
  if (name === '') return { has_permission: reachOf(context.session, meta, right) !== 'none' };
  const doc = loadDocument(context, meta, name);
  return { has_permission: refusalOf(context, meta, doc, right) === undefined };
}

function getDocPermissions(call: RpcCall): unknown {
  return { permissions: docPermissions(call) };
}

/** The rights of the caller on the document that a call names. */
export function docPermissions(call: RpcCall): Row {
  const { context, parameters } = call;
  const meta = metaOf(context, required(call, 'doctype', 'get_doc_permissions'));
  const doc = findDocument(context, meta, textParameter(parameters.docname ?? parameters.name) ?? '') ?? {};
  // Seen on real sites: if User Permissions refuse a document, its shares are not reported.
  if (ruleRefusal(context, meta, doc, 'read')?.reason === 'link') return {};
  const table = rightsTable(context.session, meta, context.dialect.rights);
  const permissions = !meta.isChild && refusalOf(context, meta, doc, 'read') ? {} : table;
  return { if_owner: {}, has_if_owner_enabled: false, ...permissions };
}

/** Whether a document exists, whatever the caller may see of it, for those who may read some of its DocType. */
function validateLink(call: RpcCall): unknown {
  const { context, parameters } = call;
  const meta = metaOf(context, required(call, 'doctype', 'validate_link'));
  if (reachOf(context.session, meta, 'select') === 'none' && reachOf(context.session, meta, 'read') === 'none') {
    throw frappeThrow(
      'PermissionError',
      `You do not have Read or Select Permissions for <strong>${meta.name}</strong>`,
    );
  }
  const doc = findDocument(context, meta, required(call, 'docname', 'validate_link'));
  const fields = (jsonParameter(parameters.fields) ?? []) as string[];
  if (doc === undefined) return { name: null };
  return { name: doc.name, ...Object.fromEntries(fields.map((field) => [field, doc[field] ?? null])) };
}
