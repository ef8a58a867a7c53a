import { quote, type Row, tableOf } from '../database/demo-database.ts';
import { FrappeError, frappeThrow } from '../frappe-error.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import type { SiteContext } from '../site-context.ts';

/** Renumbers the nodes of a tree after one was added or moved (frappe/utils/nestedset.py). @throws FrappeError 417 */
export function placeInTree(context: SiteContext, meta: DocTypeMeta, doc: Row, before: Row | null): void {
  if (!meta.row.is_tree) return;
  const parentField = String(meta.row.nsm_parent_field ?? `parent_${meta.name.toLowerCase().replaceAll(' ', '_')}`);
  if (before !== null && before[parentField] === doc[parentField]) return;
  const sql = `SELECT name, ${quote(parentField)} AS parent FROM ${tableOf(meta.name)} ORDER BY lft, name`;
  const children = new Map<string, string[]>();
  for (const { name, parent } of context.database.all(sql)) {
    const key = String(parent ?? '');
    children.set(key, [...(children.get(key) ?? []), String(name)]);
  }
  if (isBelow(children, String(doc.name), String(doc[parentField] ?? ''))) throw recursion();
  let counter = 0;
  const visit = (name: string): void => {
    const lft = ++counter;
    for (const child of children.get(name) ?? []) visit(child);
    const rgt = ++counter;
    context.database.run(`UPDATE ${tableOf(meta.name)} SET lft = ?, rgt = ? WHERE name = ?`, [lft, rgt, name]);
    if (name === doc.name) Object.assign(doc, { lft, rgt });
  };
  for (const root of children.get('') ?? []) visit(root);
}

function isBelow(children: ReadonlyMap<string, readonly string[]>, above: string, name: string): boolean {
  return above === name || (children.get(above) ?? []).some((child) => isBelow(children, child, name));
}

function recursion(): FrappeError {
  const { details } = frappeThrow('NestedSetRecursionError', 'Item cannot be added to its own descendants');
  return new FrappeError({ ...details, module: 'frappe.utils.nestedset.' });
}
