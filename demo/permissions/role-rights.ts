import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { isAdministrator, type Session, type SiteContext } from '../site-context.ts';

/** How far a role right reaches. */
export type Reach = 'all' | 'own' | 'none';

/** How far the roles of a user give a right on a DocType (permlevel 0). */
export function reachOf(session: Session, meta: DocTypeMeta, right: string): Reach {
  if (isAdministrator(session)) return 'all';
  let reach: Reach = 'none';
  for (const row of meta.permissions) {
    if (row.permlevel || !row[right] || !session.roles.has(String(row.role))) continue;
    if (!row.if_owner) return 'all';
    reach = 'own';
  }
  return reach;
}

/** Whether a user may select but not read: they see names and search fields. */
export function hasSelectOnly(session: Session, meta: DocTypeMeta): boolean {
  return reachOf(session, meta, 'read') === 'none' && reachOf(session, meta, 'select') !== 'none';
}

/** The permlevels at which a user has a right. */
export function permlevelsOf(session: Session, meta: DocTypeMeta, right: string): ReadonlySet<number> {
  const rows = meta.permissions.filter((row) => row[right] && session.roles.has(String(row.role)));
  return new Set(rows.map((row) => Number(row.permlevel ?? 0)));
}

/** Whether a field's permlevel is open to the user, through the rights on `owner` (the parent, for a child row). */
export function mayReadLevel(context: SiteContext, owner: DocTypeMeta, permlevel: number): boolean {
  if (isAdministrator(context.session)) return true;
  if (permlevel === 0) return true;
  return permlevelsOf(context.session, owner, 'read').has(permlevel);
}

/** The rights of a user on a DocType in the shape of `get_role_permissions`. */
export function rightsTable(session: Session, meta: DocTypeMeta, rights: readonly string[]): Record<string, number> {
  return Object.fromEntries(rights.map((right) => [right, reachOf(session, meta, right) === 'all' ? 1 : 0]));
}
