import type { Row } from '../database/demo-database.ts';
import { frappeRaise, pythonError } from '../frappe-error.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { refusalOf } from '../permissions/document-access.ts';
import { maskDocument } from '../permissions/masks.ts';
import { documentForbidden, missingForbidden, parentMissing } from '../permissions/permission-errors.ts';
import { reachOf } from '../permissions/role-rights.ts';
import { sharedNames } from '../permissions/shares.ts';
import { isAdministrator, metaOf, type SiteContext } from '../site-context.ts';
import { answerDocument } from './answer-document.ts';
import { findDocument, loadDocument } from './load-document.ts';

/** How a document is to be answered. */
export interface ReadOptions {
  keepsNulls: boolean;
  /** Replace links by the documents that they name (v17). */
  expandsLinks?: boolean;
}

/** A document that the caller may read. @throws FrappeError 404, 403 */
export function readDocument(context: SiteContext, doctype: string, name: string, options: ReadOptions): Row {
  const meta = documentMeta(context, doctype);
  const doc = loadPermitted(context, meta, name, 'read');
  const answer = answerDocument(context, meta, doc, options.keepsNulls);
  maskDocument(context, meta, answer);
  if (options.expandsLinks && context.dialect.hasNewQueryEngine) expandLinks(context, meta, answer);
  return answer;
}

/** A stored document on which the caller has a right. @throws FrappeError 404, 403 */
export function loadPermitted(context: SiteContext, meta: DocTypeMeta, name: string, right: string): Row {
  if (meta.isChild) return loadPermittedRow(context, meta, name, right);
  const { hasNewQueryEngine, refusesMissingDocuments } = context.dialect;
  const isRefused = !hasAnyAccess(context, meta, right);
  if (hasNewQueryEngine && isRefused) throw documentForbidden(context, meta, name, right, { reason: 'role' });
  if (refusesMissingDocuments && isRefused && findDocument(context, meta, name) === undefined) {
    throw missingForbidden(context, meta.name);
  }
  const doc = loadDocument(context, meta, name);
  const refusal = refusalOf(context, meta, doc, right);
  if (refusal) throw documentForbidden(context, meta, String(doc.name), right, refusal);
  return doc;
}

/** v17 answers for a missing row as for one that the caller cannot see. */
function loadPermittedRow(context: SiteContext, meta: DocTypeMeta, name: string, right: string): Row {
  const row = findDocument(context, meta, name);
  const isHidden = row === undefined && context.dialect.hasNewQueryEngine && !isAdministrator(context.session);
  if (isHidden) throw parentMissing(meta);
  const found = row ?? loadDocument(context, meta, name);
  const refusal = refusalOf(context, meta, found, right);
  if (refusal) throw documentForbidden(context, meta, String(found.name), right, refusal);
  return found;
}

/** The metadata of a DocType whose document is asked for: an unknown DocType has no module to import. */
export function documentMeta(context: SiteContext, doctype: string): DocTypeMeta {
  const meta = context.catalog.find(doctype);
  if (meta) return meta;
  const text = `Module import failed for ${doctype}, the DocType you're trying to open might be deleted.`;
  throw pythonError('ImportError', text);
}

function hasAnyAccess(context: SiteContext, meta: DocTypeMeta, right: string): boolean {
  return reachOf(context.session, meta, right) !== 'none' || sharedNames(context, meta.name, right).length > 0;
}

function expandLinks(context: SiteContext, meta: DocTypeMeta, answer: Row): void {
  for (const docfield of meta.fields) {
    const value = answer[docfield.fieldname];
    if (docfield.fieldtype !== 'Link' || typeof value !== 'string') continue;
    const target = metaOf(context, String(docfield.options));
    const linked = findDocument(context, target, value);
    if (linked === undefined) continue;
    const refusal = refusalOf(context, target, linked, 'read');
    if (refusal) throw linkForbidden(target, value);
    answer[docfield.fieldname] = answerDocument(context, target, linked, false);
  }
}

function linkForbidden(target: DocTypeMeta, name: string) {
  return frappeRaise('PermissionError', {
    messages: [{ message: '', title: 'Message' }],
    errorMessage: `You need the 'read' permission on <strong>${target.name}</strong> ${name} to perform this action.`,
  });
}
