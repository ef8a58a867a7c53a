import type { Row } from '../database/demo-database.ts';
import { loadDocument } from '../documents/load-document.ts';
import { documentMeta } from '../documents/read-document.ts';
import { FrappeError, frappeThrow, type ServerMessage } from '../frappe-error.ts';
import { jsonParameter } from '../http/parameters.ts';
import type { RpcCall, RpcMethods } from '../site-context.ts';
import { renameDocument } from '../writes/rename-document.ts';
import {
  deleteDocument,
  discardDocument,
  insertDocument,
  updateDocument,
  updateParent,
} from '../writes/write-document.ts';
import { required } from './client-reads.ts';
import { MethodAnswer } from './method-answer.ts';

const WRITE_VERBS = ['POST', 'PUT'];

/** The writing half of frappe/client.py. */
export const CLIENT_WRITES: RpcMethods = {
  'frappe.client.insert': { run: insert, verbs: WRITE_VERBS },
  'frappe.client.save': { run: save, verbs: WRITE_VERBS },
  'frappe.client.set_value': { run: setValue, verbs: WRITE_VERBS },
  'frappe.client.delete': { run: remove, verbs: ['DELETE', 'POST'] },
  'frappe.client.insert_many': { run: insertMany, verbs: WRITE_VERBS },
  'frappe.client.bulk_update': { run: bulkUpdate, verbs: WRITE_VERBS },
  'frappe.client.rename_doc': { run: rename, verbs: WRITE_VERBS },
  'frappe.model.rename_doc.update_document_title': { run: updateTitle },
  'frappe.desk.form.save.discard': { run: discard },
};

function insert(call: RpcCall): unknown {
  const doc = jsonParameter(call.parameters.doc) as Row;
  return insertDocument({ ...call.context, answersNulls: true }, String(doc.doctype), doc);
}

function save(call: RpcCall): unknown {
  const doc = jsonParameter(call.parameters.doc) as Row;
  return updateDocument({ ...call.context, answersNulls: true }, String(doc.doctype), String(doc.name), doc);
}

function setValue(call: RpcCall): unknown {
  const { context, parameters } = call;
  const { fieldname } = parameters;
  const parsed = typeof fieldname === 'string' && fieldname.startsWith('{') ? jsonParameter(fieldname) : fieldname;
  // A falsy value is written as empty text.
  const values = typeof parsed === 'object' ? (parsed as Row) : { [String(parsed)]: parameters.value || '' };
  const doctype = required(call, 'doctype', 'set_value');
  const name = required(call, 'name', 'set_value');
  const meta = documentMeta(context, doctype);
  // A child row is set in its parent, which is what is answered.
  if (meta.isChild) return updateParent({ ...context, answersNulls: true }, loadDocument(context, meta, name), values);
  return updateDocument({ ...context, answersNulls: true }, doctype, name, values);
}

function remove(call: RpcCall): unknown {
  deleteDocument(call.context, required(call, 'doctype', 'delete'), required(call, 'name', 'delete'));
  return null;
}

/** All or nothing. */
function insertMany({ context, parameters }: RpcCall): unknown {
  const docs = jsonParameter(parameters.docs) as Row[];
  if (docs.length > 200) throw frappeThrow('ValidationError', 'Only 200 inserts allowed in one request');
  return context.database.transaction(() => docs.map((doc) => insertDocument(context, String(doc.doctype), doc).name));
}

/** Each for itself; the last failure is a message in the response. */
function bulkUpdate({ context, parameters }: RpcCall): unknown {
  const failed: Row[] = [];
  const messages: ServerMessage[] = [];
  for (const doc of jsonParameter(parameters.docs) as Row[]) {
    const { doctype, docname, ...values } = doc;
    try {
      updateDocument(context, String(doctype), String(docname), values);
    } catch (error) {
      if (!(error instanceof FrappeError)) throw error;
      failed.push({ doc, exc: `Traceback (most recent call last):\n${error.message}` });
      messages.push(...(error.details.messages ?? []));
    }
  }
  return new MethodAnswer({ result: { failed_docs: failed }, messages });
}

function rename(call: RpcCall): unknown {
  const { context, parameters } = call;
  const oldName = required(call, 'old_name', 'rename_doc');
  const newName = renameDocument(context, {
    doctype: required(call, 'doctype', 'rename_doc'),
    oldName,
    newName: required(call, 'new_name', 'rename_doc'),
    merges: Boolean(Number(parameters.merge ?? 0)),
  });
  const message = `Document renamed from <strong>${oldName}</strong> to <strong>${newName}</strong>`;
  return new MethodAnswer({
    result: newName,
    messages: [{ message, title: 'Message', indicator: 'green', isAlert: true }],
  });
}

/** The half of it that renames. A rename that goes into the queue is answered with the old name. */
function updateTitle(call: RpcCall): unknown {
  const { context, parameters } = call;
  const oldName = required(call, 'docname', 'update_document_title');
  const newName = String(parameters.name ?? parameters.new_name ?? oldName);
  if (newName === oldName || parameters.enqueue) return oldName;
  const doctype = required(call, 'doctype', 'update_document_title');
  return renameDocument(context, { doctype, oldName, newName, merges: Boolean(Number(parameters.merge ?? 0)) });
}

function discard(call: RpcCall): unknown {
  const { context } = call;
  const doctype = required(call, 'doctype', 'discard');
  const doc = discardDocument(context, doctype, required(call, 'name', 'discard'));
  const messages = [{ message: 'Discarded', title: 'Message', indicator: 'red', isAlert: true }];
  return new MethodAnswer({ docs: [doc], messages });
}
