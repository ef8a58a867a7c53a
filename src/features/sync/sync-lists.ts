import { GatewayError } from '../../errors.ts';
import { readRows } from '../../frappe/envelope.ts';
import type { FrappeFilter } from '../../frappe/frappe-filter.ts';
import { toListRequest } from '../../frappe/list-request.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { permlevelsWith } from '../../query/execution/permission/permlevels.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { CallerRoles, SiteRecord } from '../../query/execution/scope/sync-access.ts';
import { BEGINNING, type ListPosition } from './list-position.ts';
import type { TimedList } from './read-news.ts';
import type { SyncList } from './sync-page.ts';

const DELETED = 'Deleted Document';

/** The key of the list of a DocType's documents. */
export function documentKey(doctype: string): string {
  return `documents ${doctype}`;
}

/** The documents of a DocType that the caller can read, by their last change. */
export function documentList(scope: RequestScope, doctype: DocTypeMeta): SyncList {
  const list = callersList(scope, doctype.name, 'modified', ['name', 'modified', 'creation'], []);
  return {
    ...list,
    key: documentKey(doctype.name),
    start: BEGINNING,
    read: async (page) => {
      const rows = await list.read(page);
      // Users who can select documents and not read them may get names alone.
      if (rows.every((row) => 'modified' in row)) return rows;
      throw new GatewayError('FORBIDDEN', `You are not allowed to read ${doctype.name}.`);
    },
  };
}

/** The site's records of deleted documents, with the caller's rights on these records. */
export function deletionList(scope: RequestScope, doctypes: readonly string[], start: ListPosition): SyncList {
  const fields = ['name', 'creation', 'deleted_doctype', 'deleted_name'];
  const list = callersList(scope, DELETED, 'creation', fields, [['deleted_doctype', 'in', doctypes]]);
  return { ...list, key: 'deletions', start };
}

/** Whether the site shows the caller its records of deleted documents, by their roles. */
export function readsDeletions({ model }: RequestScope, { roles, isAdministrator }: CallerRoles): boolean {
  const doctype = model.doctypes.get(DELETED);
  if (doctype === undefined) return false;
  return isAdministrator || (roles !== null && permlevelsWith('read', doctype, roles).has(0));
}

/** Comments that may be about renames. */
export function editList({ sync }: RequestScope, doctypes: readonly string[], start: ListPosition): SyncList {
  return { column: 'creation', read: (page) => sync().readEdits(doctypes, page), key: 'edits', start };
}

/** Shares of documents with the caller. */
export function shareList(
  { sync }: RequestScope,
  user: string,
  doctypes: readonly string[],
  start: ListPosition,
): SyncList {
  return { column: 'modified', read: (page) => sync().readShares(user, doctypes, page), key: 'shares', start };
}

function callersList(
  { client, caller }: RequestScope,
  doctype: string,
  column: TimedList['column'],
  fields: readonly string[],
  filters: readonly FrappeFilter[],
): TimedList {
  return {
    column,
    read: async ({ bounds, isNewestFirst, limit }): Promise<SiteRecord[]> => {
      const direction = isNewestFirst ? 'desc' : 'asc';
      const orderBy = `${column} ${direction}, name ${direction}`;
      const query = { doctype, fields, filters: [...filters, ...bounds], orderBy, limit };
      return readRows(await client.send(toListRequest(query), caller));
    },
  };
}
