import { type FrappeError, frappeRaise, frappeThrow, type ServerMessage } from '../frappe-error.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import type { SiteContext } from '../site-context.ts';
import type { Refusal, RowProblem } from './document-access.ts';

/** A list of a DocType for which the caller has no role. */
export function listForbidden(context: SiteContext, doctype: string): FrappeError {
  if (context.dialect.hasNewQueryEngine) return insufficientPermission(doctype);
  return frappeRaise('PermissionError', {
    messages: [noRoleMessage(context, doctype)],
    errorMessage: `No permission for ${doctype}`,
  });
}

/** A list of a child DocType whose parent is not named, not a parent of it, or not readable. */
export function childListForbidden(context: SiteContext, doctype: string, parent?: string): FrappeError {
  if (context.dialect.hasNewQueryEngine) return insufficientPermission(doctype);
  return frappeRaise('PermissionError', parent === undefined ? {} : { messages: [noRoleMessage(context, parent)] });
}

/** A field that the query is not allowed to name (v17). */
export function fieldForbidden(doctype: string, fieldname: string): FrappeError {
  const message = `You do not have permission to access field: <strong>${doctype}.${fieldname}</strong>`;
  return frappeThrow('PermissionError', message, 'Permission Error');
}

/** A document that the caller is not allowed to touch. */
export function documentForbidden(
  context: SiteContext,
  meta: DocTypeMeta,
  name: string,
  right: string,
  refusal: Refusal,
): FrappeError {
  if (refusal.reason === 'row') return rowForbidden(context, meta, right, refusal);
  if (context.dialect.hasNewQueryEngine) return newDocumentForbidden(context, meta, name, right, refusal);
  const errorMessage =
    right === 'read' ? {} : { errorMessage: `Insufficient Permission for ${meta.name} (<strong>${right}</strong>)` };
  return frappeRaise('PermissionError', {
    messages: [{ message: refusalText(context, meta, name, refusal), title: 'Message' }],
    ...(right === 'create' ? errorMessage : {}),
  });
}

/** A document of a DocType on which the caller has no right: the error does not say whether it exists. */
export function missingForbidden(context: SiteContext, doctype: string): FrappeError {
  return frappeRaise('PermissionError', {
    messages: [noRoleMessage(context, doctype)],
    errorMessage: `No permission for ${doctype}`,
    hasTraceback: false,
  });
}

/** Why the rules refuse a document, as versions with the old engine say it. */
function refusalText(context: SiteContext, meta: DocTypeMeta, name: string, refusal: Refusal): string {
  const { major, namesRefusedDocType } = context.dialect;
  const parts = refusal.reason === 'role' && major > 14 ? [noRoleText(context, meta.name)] : [];
  if (refusal.reason === 'controller' && meta.name === 'File')
    parts.push('Not allowed via controller permission check');
  if (refusal.reason === 'link') parts.push(linkMessage(major, namesRefusedDocType ? meta.name : 'DocType', refusal));
  const suffix = refusal.reason === 'role' || major === 14 ? '' : `: ${meta.name} - ${name}`;
  parts.push(`User <strong>${context.session.user}</strong> does not have access to this document${suffix}`);
  return parts.join('<br>');
}

/** A row of a child table: v17 asks for its parent, whatever the reason is. */
function rowForbidden(
  context: SiteContext,
  child: DocTypeMeta,
  right: string,
  { parent, problem }: Refusal & { reason: 'row' },
): FrappeError {
  if (context.dialect.hasNewQueryEngine) return parentMissing(child);
  const errorMessage = `Insufficient Permission for ${child.name} (<strong>${right}</strong>)`;
  return frappeRaise('PermissionError', {
    messages: rowMessages(context, child, parent, problem).map((message) => ({ message, title: 'Message' })),
    ...(right === 'read' ? {} : { errorMessage }),
  });
}

/** The error of v17 for a child row that is hidden, or does not exist. */
export function parentMissing(child: DocTypeMeta): FrappeError {
  return frappeRaise('PermissionError', {
    messages: [{ message: noParentMessage(child), title: 'Message' }],
    errorMessage: `No permission for ${child.name}`,
    hasTraceback: false,
  });
}

function rowMessages(
  context: SiteContext,
  child: DocTypeMeta,
  parent: DocTypeMeta | undefined,
  problem: RowProblem,
): string[] {
  if (parent === undefined || problem === 'no parent') return [noParentMessage(child)];
  if (problem === 'no table') {
    return [`<strong>${parent.name}</strong> is not a valid parent DocType for <strong>${child.name}</strong>`];
  }
  if (problem === 'level') return [`Insufficient Permission Level for <strong>${parent.name}</strong>`];
  const isRole = problem.reason === 'role' && context.dialect.major > 14;
  const text = isRole ? noRoleText(context, parent.name) : refusalText(context, parent, '', problem);
  return [text, ''];
}

function noParentMessage(child: DocTypeMeta): string {
  return `Please specify a valid parent DocType for <strong>${child.name}</strong>`;
}

function newDocumentForbidden(
  context: SiteContext,
  meta: DocTypeMeta,
  name: string,
  right: string,
  refusal: Refusal,
): FrappeError {
  if (refusal.reason === 'role' && meta.isSingle) {
    const message = `User <strong>${context.session.user}</strong> does not have access to this document: ${meta.name}`;
    return frappeRaise('PermissionError', { messages: [{ message, title: 'Message' }] });
  }
  if (refusal.reason === 'role') return missingForbidden(context, meta.name);
  return frappeRaise('PermissionError', {
    messages: [{ message: '', title: 'Message' }],
    errorMessage: `You need the '${right}' permission on <strong>${meta.name}</strong> ${name} to perform this action.`,
  });
}

function insufficientPermission(doctype: string): FrappeError {
  return frappeThrow('PermissionError', `Insufficient Permission for <strong>${doctype}</strong>`, 'Permission Error');
}

function noRoleMessage(context: SiteContext, doctype: string): ServerMessage {
  return { message: noRoleText(context, doctype), title: 'Message' };
}

function noRoleText(context: SiteContext, doctype: string): string {
  const user = `User <strong>${context.session.user}</strong>`;
  return `${user} does not have doctype access via role permission for document <strong>${doctype}</strong>`;
}

function linkMessage(major: number, doctype: string, refusal: Refusal & { reason: 'link' }): string {
  const { link, value } = refusal;
  if (major === 14) return `Not allowed for ${link.target}: ${value}. Restricted field: ${link.fieldname}`;
  const target = `it is linked to ${link.target} '${value}' in field ${link.label}`;
  return `You are not allowed to access this ${doctype} record because ${target}`;
}
