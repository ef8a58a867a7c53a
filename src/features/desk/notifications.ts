import { GatewayError } from '../../errors.ts';
import { readRows } from '../../frappe/envelope.ts';
import type { FrappeFilter } from '../../frappe/frappe-filter.ts';
import { toListRequest } from '../../frappe/list-request.ts';
import { toPlainText } from '../../frappe/plain-text.ts';
import { mapConcurrently } from '../../metadata/map-concurrently.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { sendWrite } from '../write/send-write.ts';

const DOCTYPE = 'Notification Log';
const MODULE = 'frappe.desk.doctype.notification_log.notification_log';
const COLUMNS = ['name', 'subject', 'type', 'read', 'creation', 'from_user', 'document_type', 'document_name'];

/** Reads the notifications of the caller, newest first. */
export async function readNotifications(scope: RequestScope, size: number, onlyUnread: boolean): Promise<Row[]> {
  const rows = await list(scope, onlyUnread ? [['read', '=', 0]] : [], size, COLUMNS);
  // Subjects are HTML.
  return rows.map((row) => ({ ...row, subject: toPlainText(String(row.subject ?? '')) }));
}

/** Marks all of the caller's notifications as read. */
export async function markAllRead(scope: RequestScope): Promise<void> {
  await sendWrite(scope, { verb: 'POST', path: `/api/method/${MODULE}.mark_all_as_read`, body: {}, isRead: false });
}

/**
 * Marks some of the caller's notifications as read. The site would mark those of anybody, so they are listed first.
 *
 * @throws GatewayError `NOT_FOUND` for one that is not the caller's; then none is marked.
 */
export async function markRead(scope: RequestScope, names: readonly string[]): Promise<void> {
  const wanted = [...new Set(names)];
  const found = await list(scope, [['name', 'in', wanted]], wanted.length, ['name']);
  const own = new Set(found.map(({ name }) => String(name)));
  const missing = wanted.find((name) => !own.has(name));
  if (missing !== undefined) throw new GatewayError('NOT_FOUND', `Unknown notification ${missing}.`);
  const path = `/api/method/${MODULE}.mark_as_read`;
  await mapConcurrently(wanted, scope.limits.concurrentDocuments, (docname) =>
    sendWrite(scope, { verb: 'POST', path, body: { docname }, isRead: false }),
  );
}

async function list(
  scope: RequestScope,
  filters: readonly FrappeFilter[],
  limit: number,
  fields: readonly string[],
): Promise<Row[]> {
  // A page of 0 rows would be all of them.
  if (limit === 0) return [];
  const query = { doctype: DOCTYPE, fields, filters, orderBy: 'creation desc, name desc', limit };
  return readRows(await scope.client.send(toListRequest(query), scope.caller));
}
