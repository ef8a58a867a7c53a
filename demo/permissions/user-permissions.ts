import type { DemoDatabase } from '../database/demo-database.ts';
import { tableOf } from '../database/demo-database.ts';
import type { DocField } from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { isAdministrator, type SiteContext } from '../site-context.ts';

/** A link of a DocType whose values a User Permission restricts. */
export interface RestrictedLink {
  /** `name` for the DocType itself. */
  fieldname: string;
  label: string;
  /** The DocType that is linked to. */
  target: string;
  allowed: readonly string[];
}

/** The links of a DocType that the User Permissions of the caller restrict. */
export function restrictedLinks(context: SiteContext, meta: DocTypeMeta): RestrictedLink[] {
  if (isAdministrator(context.session)) return [];
  const permissions = readPermissions(context);
  if (permissions.length === 0) return [];
  const links: RestrictedLink[] = [];
  const add = (fieldname: string, label: string, target: string) => {
    const granted = permissions.filter((row) => row.allow === target && appliesTo(row, meta.name));
    if (granted.length === 0) return;
    links.push({ fieldname, label, target, allowed: granted.flatMap((row) => withDescendants(context, row)) });
  };
  add('name', meta.name, meta.name);
  for (const docfield of meta.fields) {
    if (isRestrictable(docfield)) add(docfield.fieldname, String(docfield.label), String(docfield.options));
  }
  return links;
}

function readPermissions(context: SiteContext) {
  return context.database.all('SELECT * FROM `tabUser Permission` WHERE user = ?', [context.session.user]);
}

function appliesTo(row: Record<string, unknown>, doctype: string): boolean {
  return Boolean(row.apply_to_all_doctypes) || row.applicable_for === doctype || !row.applicable_for;
}

function isRestrictable(docfield: DocField): boolean {
  return docfield.fieldtype === 'Link' && !docfield.ignore_user_permissions;
}

function withDescendants(context: SiteContext, row: Record<string, unknown>): string[] {
  const value = String(row.for_value);
  const target = context.catalog.find(String(row.allow));
  if (!target?.isTree || row.hide_descendants) return [value];
  return [value, ...descendantsOf(context.database, target.name, value)];
}

/** The names below a node of a tree. */
export function descendantsOf(database: DemoDatabase, doctype: string, name: string): string[] {
  const table = tableOf(doctype);
  const sql = `SELECT node.name AS name FROM ${table} node JOIN ${table} top ON node.lft > top.lft AND node.rgt < top.rgt WHERE top.name = ?`;
  return database.all(sql, [name]).map((found) => String(found.name));
}
