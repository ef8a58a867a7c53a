import type { Row } from '../database/demo-database.ts';
import { jsonParameter } from '../http/parameters.ts';
import { deleteDocument, insertDocument, updateDocument } from '../writes/write-document.ts';
import { required } from './client-reads.ts';
import type { RpcCall, RpcMethods } from './rpc-method.ts';

const WRITE_VERBS = ['POST', 'PUT'];

/** The writing half of frappe/client.py. */
export const CLIENT_WRITES: RpcMethods = {
  'frappe.client.insert': { run: insert, verbs: WRITE_VERBS },
  'frappe.client.save': { run: save, verbs: WRITE_VERBS },
  'frappe.client.set_value': { run: setValue, verbs: WRITE_VERBS },
  'frappe.client.delete': { run: remove, verbs: ['DELETE', 'POST'] },
};

function insert(call: RpcCall): unknown {
  const doc = jsonParameter(call.parameters.doc) as Row;
  return insertDocument(call.context, String(doc.doctype), doc);
}

function save(call: RpcCall): unknown {
  const doc = jsonParameter(call.parameters.doc) as Row;
  return updateDocument(call.context, String(doc.doctype), String(doc.name), doc);
}

function setValue(call: RpcCall): unknown {
  const { context, parameters } = call;
  const { fieldname } = parameters;
  const parsed = typeof fieldname === 'string' && fieldname.startsWith('{') ? jsonParameter(fieldname) : fieldname;
  // A falsy value is written as empty text.
  const values = typeof parsed === 'object' ? (parsed as Row) : { [String(parsed)]: parameters.value || '' };
  const doctype = required(call, 'doctype', 'set_value');
  return updateDocument(context, doctype, required(call, 'name', 'set_value'), values);
}

function remove(call: RpcCall): unknown {
  deleteDocument(call.context, required(call, 'doctype', 'delete'), required(call, 'name', 'delete'));
  return null;
}
