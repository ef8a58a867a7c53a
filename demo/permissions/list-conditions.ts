import { quote } from '../database/demo-database.ts';
import { ALL_ROWS, allOf, anyOf, marks, type SqlPart } from '../engine/sql-part.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { isAdministrator, type SiteContext } from '../site-context.ts';
import { reachOf } from './role-rights.ts';
import { sharedNames } from './shares.ts';
import { type RestrictedLink, restrictedLinks } from './user-permissions.ts';

/**
 * The condition that leaves the rows of a DocType which the caller may see in a list.
 *
 * @param alias The SQL name of the table.
 * @returns null when they can see none and lack a role for it: an error, not an empty list.
 */
export function listCondition(context: SiteContext, meta: DocTypeMeta, alias: string): SqlPart | null {
  const { session } = context;
  if (isAdministrator(session)) return ALL_ROWS;
  const read = reachOf(session, meta, 'read');
  const reach = read === 'none' ? reachOf(session, meta, 'select') : read;
  const shared = shareCondition(context, meta, alias);
  if (reach === 'none') return shared ?? null;
  const parts = [ownRules(context, meta, alias, reach === 'own')];
  const hook = context.app.queryConditions[meta.name]?.(session);
  if (hook) parts.push(hook);
  if (meta.name === 'File') parts.push(fileCondition(context, alias));
  const rules = allOf(parts.filter((part) => part !== ALL_ROWS));
  return shared && rules !== ALL_ROWS ? anyOf([rules, shared]) : rules;
}

function ownRules(context: SiteContext, meta: DocTypeMeta, alias: string, isOwnerOnly: boolean): SqlPart {
  if (isOwnerOnly) return { sql: `${alias}.owner = ?`, params: [context.session.user] };
  return allOf(restrictedLinks(context, meta).map((link) => linkCondition(link, alias)));
}

/** `get_permission_query_conditions` of frappe/core/doctype/file/file.py. */
function fileCondition({ catalog, database, session }: SiteContext, alias: string): SqlPart {
  const own = { sql: `${alias}.owner = ?`, params: [session.user] };
  if (!session.roles.has('Desk User')) return own;
  const sql = 'SELECT DISTINCT attached_to_doctype AS name FROM `tabFile` WHERE attached_to_doctype IS NOT NULL';
  const targets = database.all(sql).map(({ name }) => String(name));
  const readable = targets.filter((name) => {
    const meta = catalog.find(name);
    return meta !== undefined && reachOf(session, meta, 'read') !== 'none';
  });
  return anyOf([
    { sql: `${alias}.is_private = 0`, params: [] },
    { sql: `${alias}.attached_to_doctype IS NULL AND ${own.sql}`, params: own.params },
    ...(readable.length > 0
      ? [{ sql: `${alias}.attached_to_doctype IN (${marks(readable.length)})`, params: readable }]
      : []),
  ]);
}

function linkCondition(link: RestrictedLink, alias: string): SqlPart {
  const column = `${alias}.${quote(link.fieldname)}`;
  const sql = `${column} IN (${marks(link.allowed.length)})`;
  if (link.fieldname === 'name') return { sql, params: link.allowed };
  return { sql: `ifnull(${column}, '') = '' OR ${sql}`, params: link.allowed };
}

function shareCondition(context: SiteContext, meta: DocTypeMeta, alias: string): SqlPart | undefined {
  const names = sharedNames(context, meta.name, 'read');
  return names.length > 0 ? { sql: `${alias}.name IN (${marks(names.length)})`, params: names } : undefined;
}
