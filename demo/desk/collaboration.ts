import type { Row } from '../database/demo-database.ts';
import { loadPermitted } from '../documents/read-document.ts';
import { frappeThrow } from '../frappe-error.ts';
import { jsonParameter, textParameter } from '../http/parameters.ts';
import { required } from '../rpc/client-reads.ts';
import { rowName } from '../seed/row-names.ts';
import { standardRow } from '../seed/standard-row.ts';
import { metaOf, type RpcCall, type RpcMethods, type SiteContext } from '../site-context.ts';
import { cleanHtml } from './clean-html.ts';
import { followKey } from './docinfo.ts';
import { notify } from './notifications.ts';

/** Collaboration on a document. Likes and follows do not check permissions, as in Frappe. */
export const COLLABORATION: RpcMethods = {
  'frappe.desk.form.utils.add_comment': { run: addComment, verbs: ['POST', 'PUT'] },
  'frappe.desk.doctype.tag.tag.add_tag': { run: (call) => setTags(call, true) },
  'frappe.desk.doctype.tag.tag.remove_tag': { run: (call) => setTags(call, false) },
  'frappe.desk.form.assign_to.add': { run: assign },
  'frappe.desk.form.assign_to.remove': { run: (call) => endAssignment(call, 'Cancelled') },
  'frappe.desk.form.assign_to.close': { run: (call) => endAssignment(call, 'Closed') },
  'frappe.desk.like.toggle_like': { run: toggleLike },
  'frappe.share.add': { run: share },
  'frappe.share.set_permission': { run: setSharePermission },
  'frappe.desk.form.document_follow.update_follow': { run: updateFollow },
};

interface Target {
  doctype: string;
  name: string;
}

function targetOf(call: RpcCall, doctype = 'doctype', name = 'name'): Target {
  return { doctype: required(call, doctype, 'method'), name: required(call, name, 'method') };
}

function assertMay({ context }: RpcCall, { doctype, name }: Target, right: string): void {
  loadPermitted(context, metaOf(context, doctype), name, right);
}

/** A new row of a DocType, as its owner the caller. */
function insertRow(context: SiteContext, doctype: string, values: Row): Row {
  const now = context.clock.now();
  const { user } = context.session;
  const standard = { owner: user, creation: now, modified: now, modified_by: user };
  const row = { ...standardRow(rowName(`${doctype} ${now}`), values), ...standard };
  context.database.insert(doctype, row);
  return row;
}

function addLog(context: SiteContext, { doctype, name }: Target, type: string, content: string): Row {
  const about = { reference_doctype: doctype, reference_name: name };
  return insertRow(context, 'Comment', { comment_type: type, ...about, content, published: 0, seen: 0 });
}

function addComment(call: RpcCall): unknown {
  const { context, parameters } = call;
  const target = targetOf(call, 'reference_doctype', 'reference_name');
  assertMay(call, target, 'read');
  const content = cleanHtml(context.dialect, required(call, 'content', 'add_comment'));
  const email = required(call, 'comment_email', 'add_comment');
  const by = { comment_email: email, comment_by: parameters.comment_by };
  const about = { reference_doctype: target.doctype, reference_name: target.name };
  const values = { comment_type: 'Comment', ...by, published: 0, seen: 0, ...about, content };
  return { ...insertRow(context, 'Comment', values), doctype: 'Comment' };
}

/** v14 and v15 write a comma before the first tag. */
function setTags(call: RpcCall, isAdded: boolean): unknown {
  const { context } = call;
  const target = targetOf(call, 'dt', 'dn');
  const tag = required(call, 'tag', 'add_tag');
  assertMay(call, target, 'write');
  const table = `\`tab${target.doctype}\``;
  const row = context.database.get(`SELECT _user_tags FROM ${table} WHERE name = ?`, [target.name]);
  const tags = String(row?._user_tags ?? '')
    .split(',')
    .filter((one) => one !== '' && one.toLowerCase() !== tag.toLowerCase());
  if (isAdded) tags.push(tag);
  if (isAdded && !context.database.get('SELECT 1 FROM `tabTag` WHERE name = ?', [tag])) {
    context.database.insert('Tag', standardRow(tag, {}));
  }
  const start = context.dialect.major > 15 || tags.length === 0 ? '' : ',';
  context.database.run(`UPDATE ${table} SET _user_tags = ? WHERE name = ?`, [start + tags.join(','), target.name]);
  return isAdded ? tag : null;
}

const OPEN = "reference_type = ? AND reference_name = ? AND status NOT IN ('Cancelled', 'Closed')";

function assign(call: RpcCall): unknown {
  const { context, parameters } = call;
  const target = targetOf(call);
  assertMay(call, target, 'read');
  for (const user of (jsonParameter(parameters.assign_to) ?? []) as string[]) {
    const sql = `SELECT 1 FROM \`tabToDo\` WHERE ${OPEN} AND allocated_to = ?`;
    if (context.database.get(sql, [target.doctype, target.name, user])) continue;
    insertRow(context, 'ToDo', {
      status: 'Open',
      priority: textParameter(parameters.priority) ?? 'Medium',
      date: textParameter(parameters.date) ?? context.clock.today,
      allocated_to: user,
      description: cleanHtml(
        context.dialect,
        textParameter(parameters.description) ?? `Assignment for ${target.doctype} ${target.name}`,
      ),
      reference_type: target.doctype,
      reference_name: target.name,
      assigned_by: context.session.user,
    });
    addLog(context, target, 'Assigned', `${nameOf(context, context.session.user)} assigned ${nameOf(context, user)}`);
    notify(context, { ...target, user, type: 'Assignment', subject: `Assigned <b>${target.name}</b> to you` });
  }
  return keepAssignees(context, target);
}

function endAssignment(call: RpcCall, status: string): unknown {
  const { context } = call;
  const target = targetOf(call);
  const user = required(call, 'assign_to', 'remove');
  if (status === 'Closed' && user !== context.session.user) {
    throw frappeThrow('ValidationError', 'Only the assignee can complete this to-do.');
  }
  assertMay(call, target, 'read');
  const sql = `UPDATE \`tabToDo\` SET status = ? WHERE ${OPEN} AND allocated_to = ?`;
  context.database.run(sql, [status, target.doctype, target.name, user]);
  return keepAssignees(context, target);
}

function keepAssignees(context: SiteContext, { doctype, name }: Target): unknown {
  const sql = `SELECT allocated_to AS owner, name FROM \`tabToDo\` WHERE ${OPEN} ORDER BY creation DESC`;
  const open = context.database.all(sql, [doctype, name]);
  const users = open.map(({ owner }) => owner).reverse();
  const value = users.length === 0 ? null : JSON.stringify(users);
  context.database.run(`UPDATE \`tab${doctype}\` SET _assign = ? WHERE name = ?`, [value, name]);
  return open;
}

function toggleLike(call: RpcCall): unknown {
  const { context, parameters } = call;
  const target = targetOf(call);
  const { user } = context.session;
  const row = context.database.get(`SELECT _liked_by FROM \`tab${target.doctype}\` WHERE name = ?`, [target.name]);
  const others = (JSON.parse(String(row?._liked_by ?? '[]')) as string[]).filter((one) => one !== user);
  const isLiked = parameters.add === 'Yes';
  const sql = `UPDATE \`tab${target.doctype}\` SET _liked_by = ? WHERE name = ?`;
  context.database.run(sql, [JSON.stringify(isLiked ? [...others, user] : others), target.name]);
  if (isLiked) addLog(context, target, 'Like', 'Liked');
  return null;
}

const RIGHTS = ['read', 'write', 'submit', 'share'];

function share(call: RpcCall): unknown {
  const { parameters } = call;
  const rights = Object.fromEntries(RIGHTS.map((right) => [right, Number(parameters[right] ?? 0)]));
  return saveShare(call, { ...rights, read: 1 });
}

function setSharePermission(call: RpcCall): unknown {
  const right = required(call, 'permission_to', 'set_permission');
  const value = Number(call.parameters.value ?? 1);
  const isGone = right === 'read' && value === 0;
  return saveShare(call, isGone ? null : { [right]: value });
}

/** @param rights null takes the share away. */
function saveShare(call: RpcCall, rights: Row | null): unknown {
  const { context, parameters } = call;
  const target = targetOf(call);
  assertMay(call, target, 'share');
  const everyone = Number(parameters.everyone ?? 0);
  const user = everyone ? null : (textParameter(parameters.user) ?? context.session.user);
  const where = everyone ? 'everyone = 1' : 'user = ?';
  const sql = `SELECT * FROM \`tabDocShare\` WHERE share_doctype = ? AND share_name = ? AND ${where}`;
  const there = context.database.get(sql, [target.doctype, target.name, ...(everyone ? [] : [user])]);
  if (there) context.database.run('DELETE FROM `tabDocShare` WHERE name = ?', [there.name]);
  if (rights === null) return null;
  const none = Object.fromEntries(RIGHTS.map((right) => [right, there?.[right] ?? 0]));
  const about = { user, everyone, share_doctype: target.doctype, share_name: target.name };
  return { ...insertRow(context, 'DocShare', { ...none, ...rights, ...about }), doctype: 'DocShare' };
}

/** Only where changes are tracked, and never for the Administrator. */
function updateFollow(call: RpcCall): unknown {
  const { context, parameters } = call;
  const { doctype, name } = targetOf(call, 'doctype', 'doc_name');
  const key = followKey(context, doctype, name);
  const wants = !['false', '0', ''].includes(String(parameters.following).toLowerCase());
  if (!wants) return context.follows.delete(key) ? 1 : 0;
  if (context.session.user === 'Administrator') return null;
  context.follows.add(key);
  return { doctype: 'Document Follow', ref_doctype: doctype, ref_docname: name, user: context.session.user };
}

function nameOf({ database }: SiteContext, user: string): string {
  return String(database.get('SELECT full_name FROM `tabUser` WHERE name = ?', [user])?.full_name ?? user);
}
