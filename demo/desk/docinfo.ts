import type { Row } from '../database/demo-database.ts';
import { readDocument } from '../documents/read-document.ts';
import { docPermissions, required } from '../rpc/client-reads.ts';
import { TopLevel } from '../rpc/top-level.ts';
import { SITE_TIME_ZONE } from '../site-clock.ts';
import { metaOf, type RpcCall, type RpcMethods, type SiteContext } from '../site-context.ts';

/** frappe/desk/form/load.py: a document with everything that its form shows around it. */
export const FORM_LOAD: RpcMethods = {
  'frappe.desk.form.load.getdoc': { run: getDoc },
  'frappe.desk.form.load.get_docinfo': { run: (call) => new TopLevel({ docinfo: docinfo(call) }) },
};

/** Which log of the docinfo a Comment belongs to. */
const LOGS: Readonly<Record<string, string>> = {
  Comment: 'comments',
  Shared: 'shared',
  Unshared: 'shared',
  Assigned: 'assignment_logs',
  'Assignment Completed': 'assignment_logs',
  Attachment: 'attachment_logs',
  Info: 'info_logs',
  Like: 'like_logs',
  Workflow: 'workflow_logs',
};

function getDoc(call: RpcCall): unknown {
  const { context } = call;
  const [doctype, name] = [required(call, 'doctype', 'getdoc'), required(call, 'name', 'getdoc')];
  const doc = readDocument(context, doctype, name, { keepsNulls: false });
  return new TopLevel({ docs: [doc], docinfo: docinfo(call), _link_titles: linkTitles(context, doctype, doc) });
}

function docinfo(call: RpcCall): Row {
  const { context } = call;
  const doctype = required(call, 'doctype', 'get_docinfo');
  const doc = readDocument(context, doctype, required(call, 'name', 'get_docinfo'), { keepsNulls: true });
  const name = String(doc.name);
  const logs = commentsByLog(context, doctype, name);
  const shares = all(context, 'SELECT * FROM `tabDocShare` WHERE share_doctype = ? AND share_name = ?', doctype, name);
  const info: Row = {
    user_info: {},
    ...logs,
    doctype,
    name,
    attachments: attachments(context, doctype, name),
    communications: [],
    automated_messages: [],
    ...(context.dialect.major === 14 ? { total_comments: (logs.comments as Row[]).length } : {}),
    versions: versions(context, doctype, name),
    assignments: assignments(context, doctype, name),
    permissions: docPermissions(call),
    shared: shares.map(({ name: share, user, read, write, submit, share: mayShare, everyone, owner, creation }) => ({
      ...{ name: share, user, read, write, submit, share: mayShare, everyone, owner, creation },
    })),
    views: [],
    ...(context.dialect.major < 17 ? { energy_point_logs: [] } : { custom_perm_types: [] }),
    additional_timeline_content: [],
    milestones: [],
    is_document_followed: context.follows.has(followKey(context, doctype, name)) ? 'followed' : null,
    tags: tagsOf(context, doctype, name),
    document_email: null,
  };
  return { ...info, user_info: userInfo(context, doc, info) };
}

/** The key under which the caller's wish to follow a document is kept. */
export function followKey({ session }: SiteContext, doctype: string, name: string): string {
  return JSON.stringify([session.user, doctype, name]);
}

function commentsByLog(context: SiteContext, doctype: string, name: string): Row {
  const logs: Record<string, Row[]> = Object.fromEntries(Object.values(LOGS).map((log) => [log, []]));
  const sql = 'SELECT * FROM `tabComment` WHERE reference_doctype = ? AND reference_name = ? ORDER BY creation DESC';
  for (const { name: comment, creation, content, owner, comment_type, published } of all(context, sql, doctype, name)) {
    const shown = comment_type === 'Comment' ? `<p>${String(content)}</p>\n` : content;
    const extra = context.dialect.major >= 17 ? { published } : {};
    logs[LOGS[String(comment_type)] ?? 'info_logs']?.push({
      ...{ name: comment, creation, content: shown, owner, comment_type },
      ...extra,
    });
  }
  return logs;
}

function attachments(context: SiteContext, doctype: string, name: string): Row[] {
  const sql = 'SELECT * FROM `tabFile` WHERE attached_to_doctype = ? AND attached_to_name = ? ORDER BY creation DESC';
  return all(context, sql, doctype, name).map((file) => ({
    name: file.name,
    file_name: file.file_name,
    file_url: file.file_url,
    is_private: file.is_private,
    ...(context.dialect.major >= 17 ? { attached_to_field: file.attached_to_field, folder: file.folder } : {}),
  }));
}

function versions(context: SiteContext, doctype: string, name: string): Row[] {
  const sql = 'SELECT name, owner, creation, data FROM `tabVersion` WHERE ref_doctype = ? AND docname = ?';
  return all(context, `${sql} ORDER BY creation DESC LIMIT 10`, doctype, name);
}

function assignments(context: SiteContext, doctype: string, name: string): Row[] {
  const where = "reference_type = ? AND reference_name = ? AND status NOT IN ('Cancelled', 'Closed')";
  const sql = `SELECT name, allocated_to AS owner, description, status FROM \`tabToDo\` WHERE ${where}`;
  return all(context, `${sql} ORDER BY creation DESC`, doctype, name);
}

function tagsOf(context: SiteContext, doctype: string, name: string): string {
  if (metaOf(context, doctype).isSingle) return '';
  const row = context.database.get(`SELECT _user_tags FROM \`tab${doctype}\` WHERE name = ?`, [name]);
  return String(row?._user_tags ?? '').replace(/^,/, '');
}

function userInfo(context: SiteContext, doc: Row, info: Row): Row {
  const rows = [...Object.values(LOGS), 'assignments'].flatMap((log) => info[log] as Row[]);
  const users = new Set(rows.map(({ owner }) => String(owner)));
  if (context.dialect.major >= 17) for (const user of [doc.owner, doc.modified_by]) users.add(String(user));
  return Object.fromEntries([...users].map((user) => [user, describeUser(context, user)]));
}

function describeUser(context: SiteContext, name: string): Row {
  const user = context.database.get('SELECT full_name, user_image, email FROM `tabUser` WHERE name = ?', [name]);
  const { full_name: fullname, user_image: image = null, email } = user ?? {};
  return { fullname, image, name, email, time_zone: SITE_TIME_ZONE };
}

function linkTitles(context: SiteContext, doctype: string, doc: Row): Row {
  const titles: Row = {};
  for (const field of metaOf(context, doctype).fields) {
    const isDynamic = field.fieldtype === 'Dynamic Link';
    const value = doc[field.fieldname];
    const target = isDynamic ? doc[String(field.options)] : field.options;
    if ((field.fieldtype !== 'Link' && !isDynamic) || !value || !target) continue;
    const { row } = metaOf(context, String(target));
    if (!row.show_title_field_in_link || !row.title_field) continue;
    const sql = `SELECT \`${String(row.title_field)}\` AS title FROM \`tab${String(target)}\` WHERE name = ?`;
    titles[`${String(target)}::${String(value)}`] = context.database.get(sql, [value])?.title;
  }
  return titles;
}

function all(context: SiteContext, sql: string, doctype: string, name: string): Row[] {
  return context.database.all(sql, [doctype, name]);
}
