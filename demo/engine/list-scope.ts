import { frappeThrow, sqlError } from '../frappe-error.ts';
import { isTableField } from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { listCondition } from '../permissions/list-conditions.ts';
import { childListForbidden, listForbidden } from '../permissions/permission-errors.ts';
import { hasSelectOnly, reachOf } from '../permissions/role-rights.ts';
import { sharedNames } from '../permissions/shares.ts';
import { isAdministrator, metaOf, type SiteContext } from '../site-context.ts';
import { type FilterTerm, readFilters, readNestedFilters } from './filter-shapes.ts';
import type { ListQuery } from './list-query.ts';
import { QueryScope } from './query-scope.ts';
import { allOf, anyOf, type SqlPart } from './sql-part.ts';
import { groupCondition, termConditions } from './where.ts';

/** Opens the tables of a list for the caller. @throws FrappeError when the caller cannot list the DocType. */
export function openScope(context: SiteContext, query: ListQuery): QueryScope {
  const meta = metaOf(context, query.doctype);
  if (meta.isSingle) throw noTable(context, meta);
  const parent = meta.isChild ? readableParent(context, meta, query.parent) : undefined;
  const scope = new QueryScope(context, meta, parent);
  if (parent && !context.dialect.childRowsIgnoreParents && !isAdministrator(context.session))
    scope.joinReadableParent(parent);
  if (meta.isChild) return scope;
  const condition = listCondition(context, meta, scope.alias);
  if (condition === null) throw listForbidden(context, meta.name);
  scope.conditions.push(condition);
  return scope;
}

/** `WHERE` of a list: what is asked for and what the caller may see. */
export function whereOf(scope: QueryScope, query: ListQuery): SqlPart {
  const filters = query.allowsNestedFilters
    ? [groupCondition(scope, readNestedFilters(query.filters))]
    : termConditions(scope, readFlatFilters(scope, query.filters));
  const alternatives = termConditions(scope, readFilters(query.orFilters));
  const parts = [...filters, ...(alternatives.length > 0 ? [anyOf(alternatives)] : []), ...scope.conditions];
  return allOf(parts.filter((part) => part.sql !== '1 = 1'));
}

/** Only the v2 list of v17 takes nested filters. */
function readFlatFilters(scope: QueryScope, filters: unknown): FilterTerm[] {
  const isNested = Array.isArray(filters) && filters.some((part) => part === 'or' || part === 'and');
  if (isNested && scope.context.dialect.hasNewQueryEngine) throw frappeThrow('ValidationError', 'Invalid filter');
  return readFilters(filters);
}

/** The parent DocType by which a caller may list a child DocType. @throws FrappeError 403 */
export function readableParent(
  context: SiteContext,
  meta: DocTypeMeta,
  name: string | undefined,
): DocTypeMeta | undefined {
  if (isAdministrator(context.session) && name === undefined) return undefined;
  const parent = name === undefined ? undefined : context.catalog.find(name);
  const isParent = parent?.fields.some((docfield) => isTableField(docfield) && docfield.options === meta.name);
  if (parent === undefined || !isParent) throw childListForbidden(context, meta.name);
  if (!mayListChildren(context, parent)) throw childListForbidden(context, meta.name, parent.name);
  return parent;
}

/** Before v17, a caller who may only select a parent may list its rows only if a document of it is shared with them. */
function mayListChildren(context: SiteContext, parent: DocTypeMeta): boolean {
  if (reachOf(context.session, parent, 'read') !== 'none') return true;
  if (context.dialect.hasNewQueryEngine && hasSelectOnly(context.session, parent)) return true;
  return sharedNames(context, parent.name, 'read').length > 0;
}

/** A Single has no table: MariaDB complains with what Frappe makes of it. */
function noTable(context: SiteContext, meta: DocTypeMeta) {
  const error = sqlError(context.dialect.sqlErrorModule, 'ProgrammingError', 0, '');
  return Object.assign(error, { details: { ...error.details, text: `('DocType', '${meta.name}')` } });
}
