import { type Row, tableOf } from '../database/demo-database.ts';
import { answerDocument } from '../documents/answer-document.ts';
import { findDocument, loadDocument } from '../documents/load-document.ts';
import { documentMeta, loadPermitted } from '../documents/read-document.ts';
import { storedTables } from '../documents/stored-tables.ts';
import { writeVirtualDoc } from '../documents/virtual-docs.ts';
import { toAnswer } from '../engine/values.ts';
import { keepAddress, prepareFile, removeContent } from '../files/file-controller.ts';
import { FrappeError, frappeRaise, frappeThrow } from '../frappe-error.ts';
import { isTableField, namingFieldname } from '../meta/docfield.ts';
import { type DocTypeMeta, tableFieldsOf } from '../meta/doctype-meta.ts';
import { type Refusal, refusalOf } from '../permissions/document-access.ts';
import { documentForbidden } from '../permissions/permission-errors.ts';
import { reachOf } from '../permissions/role-rights.ts';
import { rowName } from '../seed/row-names.ts';
import { metaOf, type SiteContext } from '../site-context.ts';
import { actionOf, doceventsOf } from '../webhooks/document-change.ts';
import { checkColumns } from './check-columns.ts';
import { defaultValues, toMemory, toStored, writableValues } from './field-values.ts';
import { nameFor } from './naming.ts';
import { keepPasswords } from './passwords.ts';
import { resolveLinks } from './resolve-links.ts';
import { childRows, storeDocument } from './store-document.ts';
import { checkAfterSubmit } from './submitted.ts';
import { placeInTree } from './tree.ts';
import { checkUnlinked } from './unlinked.ts';
import { validateDocument } from './validate.ts';
import { setFirstState } from './workflow.ts';

/** Creates a document. @throws FrappeError 403, 409, 417 */
export function insertDocument(context: SiteContext, doctype: string, sent: Row): Row {
  const meta = documentMeta(context, doctype);
  checkCreation(context, meta, sent);
  const now = context.clock.now();
  const { user } = context.session;
  const doc: Row = { ...defaultValues(context, meta), ...writableValues(context, meta, meta, sent) };
  Object.assign(doc, { owner: user, creation: now, modified: now, modified_by: user, docstatus: 0, idx: 0 });
  if (meta.isChild) Object.assign(doc, placeOf(sent));
  setChildren(context, meta, doc, sent);
  context.app.beforeInsert?.(context, meta, doc);
  if (meta.name === 'File') prepareFile(context, doc);
  resolveLinks(context, meta, doc, true);
  nameDocument(context, meta, doc, sent);
  if (!meta.isVirtual && context.database.get(`SELECT 1 FROM ${tableOf(meta.name)} WHERE name = ?`, [doc.name]))
    throw duplicate(meta, doc);
  return finish(context, meta, doc, sent, null);
}

function checkCreation(context: SiteContext, meta: DocTypeMeta, sent: Row): void {
  const isOpen = reachOf(context.session, meta, 'create') !== 'none';
  const role: Refusal | undefined = isOpen ? undefined : { reason: 'role' };
  const refusal = meta.isChild ? refusalOf(context, meta, placeOf(sent), 'create') : role;
  if (refusal) throw documentForbidden(context, meta, '', 'create', refusal);
}

/** The parent, table and position of a child row. */
function placeOf({ parent, parenttype, parentfield }: Row): Row {
  return { parent, parenttype, parentfield };
}

/** Names a new document and its rows after it; what the name is made from is kept as the name has it. */
function nameDocument(context: SiteContext, meta: DocTypeMeta, doc: Row, sent: Row): void {
  const named: Row = { ...sent, ...doc, name: sent.name };
  doc.name = nameFor(context, meta, named);
  const source = namingFieldname(meta.row.autoname);
  if (source !== undefined) doc[source] = doc.name;
  if (meta.name === 'Custom Field') doc.fieldname = named.fieldname;
  for (const { fieldname } of tableFieldsOf(meta)) {
    for (const row of (doc[fieldname] ?? []) as Row[]) row.parent = doc.name;
  }
}

/** Changes a document: only what is sent, child tables as a whole. @throws FrappeError 403, 404, 417 */
export function updateDocument(context: SiteContext, doctype: string, name: string, sent: Row): Row {
  const meta = documentMeta(context, doctype);
  if (meta.isChild) return updateRow(context, meta, name, sent);
  // A name in the body is taken for the document that is meant.
  const doc = loadPermitted(context, meta, String(sent.name ?? name), 'write');
  const before = { ...doc };
  if (typeof sent.modified === 'string' && sent.modified !== doc.modified) throw timestampMismatch(context, meta, doc);
  spoilLongTimes(meta, doc);
  Object.assign(doc, writableValues(context, meta, meta, sent));
  if (sent.docstatus !== undefined) doc.docstatus = Number(sent.docstatus);
  checkDocstatusRight(context, meta, before, doc);
  Object.assign(doc, { modified: context.clock.now(), modified_by: context.session.user });
  setChildren(context, meta, doc, sent);
  resolveLinks(context, meta, doc, false);
  checkAfterSubmit(context, meta, before, doc);
  return finish(context, meta, doc, sent, before);
}

/**
 * A Time of a day and more is loaded as Python's `timedelta`, whose text is not a Time: it cannot be saved as it is.
 */
function spoilLongTimes(meta: DocTypeMeta, doc: Row): void {
  for (const [fieldname, kind] of meta.columns) {
    const [, hours, rest] = /^(\d+)(:.*)$/.exec(kind === 'time' && !meta.isSingle ? String(doc[fieldname]) : '') ?? [];
    const days = Math.floor(Number(hours ?? 0) / 24);
    if (days > 0) doc[fieldname] = `${days} day${days > 1 ? 's' : ''}, ${Number(hours) % 24}${rest}`;
  }
}

/** Changes a row of a child table by saving its parent (frappe/api/v1.py, `update_doc`). */
function updateRow(context: SiteContext, meta: DocTypeMeta, name: string, sent: Row): Row {
  const row = loadPermitted(context, meta, name, 'write');
  updateParent(context, row, sent);
  return answerDocument(context, meta, loadDocument(context, meta, String(row.name)), context.answersNulls === true);
}

/** Saves the parent of a child row with other values in that row. @throws FrappeError 403, 417 */
export function updateParent(context: SiteContext, row: Row, values: Row): Row {
  const parent = documentMeta(context, String(row.parenttype));
  const table = String(row.parentfield);
  const doc = loadPermitted(context, parent, String(row.parent), 'write');
  const rows = (doc[table] as Row[]).map((each) =>
    each.name === row.name ? { ...each, ...values, name: row.name } : each,
  );
  return updateDocument(context, parent.name, String(row.parent), { [table]: rows });
}

/** Gives up a draft: only its docstatus changes. @throws FrappeError 403, 404, 417 */
export function discardDocument(context: SiteContext, doctype: string, name: string): Row {
  const meta = documentMeta(context, doctype);
  const doc = loadPermitted(context, meta, name, 'write');
  if (doc.docstatus !== 0) throw frappeRaise('ValidationError', { text: 'Only draft documents can be discarded' });
  Object.assign(doc, { docstatus: 2, modified: context.clock.now(), modified_by: context.session.user });
  storeDocument(context, meta, doc, false);
  for (const tell of context.afterCommit) tell({ doctype: meta.name, doc, docevents: ['on_change'], action: null });
  return answerDocument(context, meta, doc, false);
}

/** To submit and to cancel are rights of their own. */
function checkDocstatusRight(context: SiteContext, meta: DocTypeMeta, before: Row, doc: Row): void {
  if (before.docstatus === doc.docstatus) return;
  const right = doc.docstatus === 1 ? 'submit' : 'cancel';
  const refusal = refusalOf(context, meta, before, right);
  if (refusal) throw documentForbidden(context, meta, String(doc.name), right, refusal);
}

/** Deletes a document with its child rows. @throws FrappeError 403, 404, 417 */
export function deleteDocument(context: SiteContext, doctype: string, name: string): void {
  const meta = documentMeta(context, doctype);
  if (findDocument(context, meta, name) === undefined) throw frappeRaise('DoesNotExistError');
  const doc = loadPermitted(context, meta, name, 'delete');
  if (doc.docstatus === 1) {
    const guide = 'https://docs.erpnext.com//docs/user/manual/en/setting-up/articles/delete-submitted-document';
    const cancel = `<a href='${guide}' target='_blank'> Cancel </a>`;
    const what = `${meta.name} ${String(doc.name)}: Submitted Record cannot be deleted. You must ${cancel} it first.`;
    throw new FrappeError({ ...frappeThrow('ValidationError', what).details, isThrown: false });
  }
  runHook(context, () => context.app.onTrash[meta.name]?.(doc));
  if (meta.name === 'File') removeContent(context, doc);
  checkUnlinked(context, meta, String(doc.name));
  if (meta.isVirtual) {
    writeVirtualDoc(context, meta, String(doc.name), null);
    return;
  }
  removeStored(context, meta, doc);
}

/** Deletes a stored document like `frappe.delete_doc`, without checking rights and links. */
export function removeStored(context: SiteContext, meta: DocTypeMeta, doc: Row): void {
  context.database.delete(meta.name, doc.name as string);
  for (const { child } of storedTables(context, meta)) {
    context.database.run(`DELETE FROM ${tableOf(child.name)} WHERE parent = ? AND parenttype = ?`, [
      doc.name,
      meta.name,
    ]);
  }
  removeRecords(context, meta, doc);
  keepDeleted(context, meta, doc);
  announce(context, meta, doc, null);
}

/** Comments and shares go with their document, renames among them (frappe/model/delete_doc.py, `delete_dynamic_links`). */
function removeRecords({ database }: SiteContext, meta: DocTypeMeta, doc: Row): void {
  const values = [meta.name, doc.name] as [string, string];
  database.run('DELETE FROM `tabComment` WHERE reference_doctype = ? AND reference_name = ?', values);
  database.run('DELETE FROM `tabDocShare` WHERE share_doctype = ? AND share_name = ?', values);
}

function keepDeleted(context: SiteContext, meta: DocTypeMeta, doc: Row): void {
  const now = context.clock.now();
  const { user } = context.session;
  context.database.insert('Deleted Document', {
    ...{
      name: rowName(`${meta.name} ${String(doc.name)} ${now}`),
      owner: user,
      creation: now,
      modified: now,
      modified_by: user,
    },
    ...{ docstatus: 0, idx: 0, deleted_name: doc.name, deleted_doctype: meta.name, restored: 0 },
    data: JSON.stringify({ ...doc, doctype: meta.name }),
  });
}

function setChildren(context: SiteContext, meta: DocTypeMeta, doc: Row, sent: Row): void {
  for (const docfield of meta.fields.filter(isTableField)) {
    const rows = sent[docfield.fieldname] ?? doc[docfield.fieldname] ?? [];
    doc[docfield.fieldname] = childRows(context, meta, docfield.fieldname, rows as Row[], doc);
  }
}

function finish(context: SiteContext, meta: DocTypeMeta, doc: Row, sent: Row, before: Row | null): Row {
  const isNew = before === null;
  if (isNew) setFirstState(context, meta, doc);
  if (!isNew && meta.name === 'File') keepAddress(context, doc);
  runHook(context, () => context.app.beforeSave[meta.name]?.(doc, context));
  validateDocument(context, meta, doc);
  checkColumns(context, meta, doc);
  keepPasswords(context, meta, doc);
  context.database.transaction(() => {
    storeDocument(context, meta, doc, isNew);
    placeInTree(context, meta, doc, before);
  });
  announce(context, meta, before, doc);
  return answerWritten(context, meta, doc, sent, isNew && context.dialect.creationAnswersNulls);
}

/** A written document is returned as it is in memory: values are as they were sent, and new rows are marked. */
function answerWritten(context: SiteContext, meta: DocTypeMeta, doc: Row, sent: Row, keepsNulls: boolean): Row {
  const shown = { ...context, dialect: { ...context.dialect, showsHiddenValuesInDocs: true } };
  const answer = answerDocument(shown, meta, doc, keepsNulls || context.answersNulls === true);
  for (const { fieldname, options } of tableFieldsOf(meta)) {
    const rows = (doc[fieldname] ?? []) as Row[];
    const answered = answer[fieldname] as Row[];
    const sentRows = (sent[fieldname] ?? []) as Row[];
    rows.forEach((row, index) => {
      if (row.__unsaved && answered[index]) answered[index].__unsaved = 1;
      keepMemory(context, metaOf(context, String(options)), row, sentRows[index] ?? {}, answered[index] ?? {});
    });
  }
  keepMemory(context, meta, doc, sent, answer);
  return answer;
}

/** Only when a document is loaded again, its values are those of its columns; the times of a new one are text. */
function keepMemory(context: SiteContext, meta: DocTypeMeta, doc: Row, sent: Row, answer: Row): void {
  for (const { fieldname } of meta.fields) {
    const kind = meta.columns.get(fieldname);
    const stored = doc[fieldname] ?? null;
    if (kind === 'time' && doc.creation === doc.modified && fieldname in answer) answer[fieldname] = stored;
    if (kind !== 'time' && kind !== 'datetime' && kind !== 'float') continue;
    if (!(fieldname in sent) || !(fieldname in answer) || stored === null) continue;
    if (toStored(context, meta, fieldname, sent[fieldname]) !== stored) continue;
    if (kind !== 'float') answer[fieldname] = sent[fieldname];
    else answer[fieldname] = toAnswer('float', toMemory(meta, fieldname, sent[fieldname]));
  }
}

/** Errors of the app are reported with its name. */
function runHook(context: SiteContext, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof FrappeError)) throw error;
    throw new FrappeError({ ...error.details, source: context.app.name });
  }
}

/** The jobs for background workers once the transaction is committed. */
function announce(context: SiteContext, meta: DocTypeMeta, before: Row | null, doc: Row | null): void {
  const docevents = doceventsOf(before, doc, context.dialect);
  const change = { doctype: meta.name, doc: doc ?? before ?? {}, docevents, action: actionOf(before, doc) };
  for (const tell of context.afterCommit) tell(change);
}

function duplicate(meta: DocTypeMeta, doc: Row) {
  const name = String(doc.name);
  const cause = `IntegrityError(1062, "Duplicate entry '${name}' for key 'PRIMARY'")`;
  const message = `${meta.name} <strong>${name}</strong> already exists`;
  const messages = [{ message, title: 'Duplicate Name', indicator: 'red' }];
  return frappeRaise('DuplicateEntryError', { text: `('${meta.name}', '${name}', ${cause})`, messages });
}

/** The second time is that of the attempt (frappe/model/document.py, `check_if_latest`). */
function timestampMismatch({ dialect, clock }: SiteContext, meta: DocTypeMeta, doc: Row) {
  const subject = dialect.major >= 16 ? `${String(doc.name)} (${meta.name})` : 'Document';
  const what = `Error: ${subject} has been modified after you have opened it`;
  const message = `${what} (${String(doc.modified)}, ${clock.now()}). Please refresh to get the latest document.`;
  return frappeThrow('TimestampMismatchError', message);
}
