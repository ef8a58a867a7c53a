import { GatewayError, type ServerMessage } from '../../errors.ts';
import { toDocumentRequest } from '../../frappe/document-request.ts';
import { readDocument } from '../../frappe/envelope.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { assertMay } from '../../query/execution/permission/assert-may.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { readMyName, readMyProfile } from '../sign-in/read-me.ts';
import { readWritten, sendWrite } from '../write/send-write.ts';
import { describeLostMarkup } from './lost-markup.ts';

/** The document that something is done about. */
export interface Target {
  doctype: DocTypeMeta;
  name: string;
}

/** The user that a document is assigned to, and the task. */
export interface NewAssignment {
  users: readonly string[];
  description: string | null;
  priority: string | null;
  dueDate: string | null;
}

/** Rights that are given on one document. */
export interface NewShare {
  /** Null means everybody. */
  user: string | null;
  write: boolean;
  submit: boolean;
  share: boolean;
  notify: boolean;
}

type Messages = Promise<readonly ServerMessage[]>;

/**
 * Writes a comment. The site takes the author from the request, so the gateway reads the caller's name from the site.
 */
export async function addComment(
  scope: RequestScope,
  { doctype, name }: Target,
  content: string,
): Promise<{ comment: Row; messages: readonly ServerMessage[] }> {
  const me = { caller: scope.caller, user: await readMyName(scope, { caller: scope.caller, user: null }) };
  const { fullName } = await readMyProfile(scope, me);
  const body = {
    reference_doctype: doctype.name,
    reference_name: name,
    content,
    comment_email: me.user,
    comment_by: fullName ?? me.user,
  };
  const { answer, messages } = await post(scope, 'frappe.desk.form.utils.add_comment', body);
  const comment = readWritten(answer, readDocument);
  return { comment, messages: [...messages, ...describeLostMarkup('content', content, String(comment.content ?? ''))] };
}

/** Adds a tag or takes it away. The site looks at the right to write too late, and up to v16 fails over it. */
export async function setTag(scope: RequestScope, { doctype, name }: Target, tag: string, isAdded: boolean): Messages {
  await assertMay(scope, doctype, name, 'write');
  const method = `frappe.desk.doctype.tag.tag.${isAdded ? 'add_tag' : 'remove_tag'}`;
  return (await post(scope, method, { tag, dt: doctype.name, dn: name })).messages;
}

/** Assigns a document to users; those who cannot read it get a share. */
export async function assign(scope: RequestScope, target: Target, assignment: NewAssignment): Messages {
  const { users, description, priority, dueDate } = assignment;
  const body = {
    ...keyOf(target),
    // Frappe wants JSON in the JSON.
    assign_to: JSON.stringify(users),
    ...(description === null ? {} : { description }),
    ...(priority === null ? {} : { priority }),
    ...(dueDate === null ? {} : { date: dueDate }),
  };
  const { answer, messages } = await post(scope, 'frappe.desk.form.assign_to.add', body);
  // If the user is already assigned, the site says so and keeps the old description.
  if (!description?.includes('<') || messages.length > 0) return messages;
  const stored = await readDescription(scope, answer.body.message);
  return stored === null ? messages : [...messages, ...describeLostMarkup('description', description, stored)];
}

/** The site answers the open assignments, newest first, by their names alone. */
async function readDescription(scope: RequestScope, assignments: unknown): Promise<string | null> {
  const first: unknown = Array.isArray(assignments) ? assignments[0] : null;
  const name = typeof first === 'object' && first !== null && 'name' in first ? String(first.name) : null;
  if (name === null) return null;
  try {
    return String(readDocument(await scope.client.send(toDocumentRequest('ToDo', name, []), scope.caller)).description);
  } catch (error) {
    // The assignment is made, whether or not its caller may read it.
    if (error instanceof GatewayError) return null;
    throw error;
  }
}

/** Withdraws an assignment. */
export async function unassign(scope: RequestScope, target: Target, user: string): Messages {
  return (await post(scope, 'frappe.desk.form.assign_to.remove', { ...keyOf(target), assign_to: user })).messages;
}

/** Closes the caller's own assignment. */
export async function closeAssignment(scope: RequestScope, target: Target): Messages {
  const user = await readMyName(scope, { caller: scope.caller, user: null });
  return (await post(scope, 'frappe.desk.form.assign_to.close', { ...keyOf(target), assign_to: user })).messages;
}

/** Likes a document or takes it back. The site looks at no right at all (frappe/desk/like.py), so the gateway does. */
export async function setLike(scope: RequestScope, target: Target, isLiked: boolean): Messages {
  await assertMay(scope, target.doctype, target.name, 'read');
  const body = { ...keyOf(target), add: isLiked ? 'Yes' : 'No' };
  return (await post(scope, 'frappe.desk.like.toggle_like', body)).messages;
}

/** Gives rights on a document. Up to v16 the site lets people give rights that they do not have. */
export async function shareDocument(scope: RequestScope, target: Target, share: NewShare): Messages {
  for (const right of ['write', 'submit'] as const) {
    if (share[right]) await assertMay(scope, target.doctype, target.name, right);
  }
  const { user, notify } = share;
  const rights = { read: 1, write: Number(share.write), submit: Number(share.submit), share: Number(share.share) };
  const body = { ...keyOf(target), ...whom(user), ...rights, notify: Number(notify) };
  return (await post(scope, 'frappe.share.add', body)).messages;
}

/** Takes all rights back that were given to a user, or to everybody. */
export async function unshareDocument(scope: RequestScope, target: Target, user: string | null): Messages {
  const body = { ...keyOf(target), ...whom(user), permission_to: 'read', value: 0 };
  return (await post(scope, 'frappe.share.set_permission', body)).messages;
}

/** Follows a document or ceases to. The site looks at no right (frappe/desk/form/document_follow.py). */
export async function setFollow(scope: RequestScope, target: Target, isFollowed: boolean): Messages {
  await assertMay(scope, target.doctype, target.name, 'read');
  const body = { doctype: target.doctype.name, doc_name: target.name, following: isFollowed };
  const { answer, messages } = await post(scope, 'frappe.desk.form.document_follow.update_follow', body);
  if (!isFollowed || answer.body.message || messages.length > 0) return messages;
  const text =
    'The site did not take it: you follow it already, or following is switched off for you or for its DocType.';
  return [{ title: null, text, indicator: null }];
}

function keyOf({ doctype, name }: Target): { doctype: string; name: string } {
  return { doctype: doctype.name, name };
}

function whom(user: string | null): Record<string, unknown> {
  return user === null ? { user: null, everyone: 1 } : { user, everyone: 0 };
}

function post(scope: RequestScope, method: string, body: Record<string, unknown>) {
  return sendWrite(scope, { verb: 'POST', path: `/api/method/${method}`, body, isRead: false });
}
