import { type Row, tableOf } from '../database/demo-database.ts';
import { isTableField } from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { isAdministrator, type SiteContext } from '../site-context.ts';
import { permlevelsOf, reachOf } from './role-rights.ts';
import { sharedNames } from './shares.ts';
import { type RestrictedLink, restrictedLinks } from './user-permissions.ts';

/** Why a document is refused. */
export type Refusal =
  | { reason: 'role' }
  | { reason: 'owner' }
  | { reason: 'controller' }
  | { reason: 'link'; link: RestrictedLink; value: string }
  | { reason: 'row'; parent: DocTypeMeta | undefined; problem: RowProblem };

/** The fault of the parent of a child row: its place in it, the level of the table, or the right on it. */
export type RowProblem = 'no parent' | 'no table' | 'level' | Refusal;

/** The controller of User keeps the Administrator and Guest to themselves. */
function isStandardUser(meta: DocTypeMeta, doc: Row): boolean {
  return meta.name === 'User' && (doc.name === 'Administrator' || doc.name === 'Guest');
}

/** `has_permission` of frappe/core/doctype/file/file.py: a private file is for its owner and its document's users. */
function isFileClosed(context: SiteContext, file: Row, right: string): boolean {
  if (!file.is_private && (right === 'read' || right === 'select')) return false;
  if (file.owner === context.session.user) return false;
  const meta = file.attached_to_doctype ? context.catalog.find(String(file.attached_to_doctype)) : undefined;
  if (meta === undefined || !file.attached_to_name) return true;
  const doc = meta.isSingle
    ? { name: meta.name }
    : context.database.get(`SELECT * FROM ${tableOf(meta.name)} WHERE name = ?`, [file.attached_to_name]);
  const needed = ['write', 'create', 'delete'].includes(right) ? 'write' : 'read';
  return doc === undefined || refusalOf(context, meta, doc, needed) !== undefined;
}

/** @returns undefined when the caller has the right on the document. */
export function refusalOf(context: SiteContext, meta: DocTypeMeta, doc: Row, right: string): Refusal | undefined {
  if (isAdministrator(context.session)) return undefined;
  if (meta.isChild) return rowRefusal(context, meta, doc, right);
  const refusal = ruleRefusal(context, meta, doc, right);
  if (refusal && sharedNames(context, meta.name, right).includes(String(doc.name))) return undefined;
  return refusal;
}

/** The refusal by the rules, whatever is shared. */
export function ruleRefusal(context: SiteContext, meta: DocTypeMeta, doc: Row, right: string): Refusal | undefined {
  const reach = reachOf(context.session, meta, right);
  if (reach === 'none') return { reason: 'role' };
  if (reach === 'own' && doc.owner !== context.session.user) return { reason: 'owner' };
  if (reach === 'own') return undefined;
  if (isStandardUser(meta, doc)) return { reason: 'controller' };
  if (meta.name === 'File' && isFileClosed(context, doc, right)) return { reason: 'controller' };
  for (const link of restrictedLinks(context, meta)) {
    const value = doc[link.fieldname];
    const isOpen = value === null || value === undefined || value === '';
    if (!isOpen && !link.allowed.includes(String(value))) return { reason: 'link', link, value: String(value) };
  }
  return undefined;
}

/** The rights on a child row are those on its parent (frappe/permissions.py, `has_child_permission`). */
function rowRefusal(context: SiteContext, child: DocTypeMeta, row: Row, right: string): Refusal | undefined {
  const parent = row.parenttype ? context.catalog.find(String(row.parenttype)) : undefined;
  const problem = parent === undefined ? 'no parent' : parentProblem(context, child, parent, row, right);
  return problem && { reason: 'row', parent, problem };
}

function parentProblem(
  context: SiteContext,
  child: DocTypeMeta,
  parent: DocTypeMeta,
  row: Row,
  right: string,
): RowProblem | undefined {
  const table = parent.byFieldname.get(String(row.parentfield));
  if (parent.isChild || !table || !isTableField(table) || table.options !== child.name) return 'no table';
  const permlevel = Number(table.permlevel ?? 0);
  if (permlevel > 0 && !permlevelsOf(context.session, parent, right).has(permlevel)) return 'level';
  if (context.dialect.rowsNeedRoleOnly) return hasRoleOrShare(context, parent, right) ? undefined : { reason: 'role' };
  const doc = context.database.get(`SELECT * FROM ${tableOf(parent.name)} WHERE name = ?`, [row.parent]);
  return refusalOf(context, parent, doc ?? {}, right);
}

function hasRoleOrShare(context: SiteContext, parent: DocTypeMeta, right: string): boolean {
  const reach = reachOf(context.session, parent, right);
  if (reach === 'all' || (reach === 'own' && right === 'read')) return true;
  return sharedNames(context, parent.name, right).length > 0;
}
