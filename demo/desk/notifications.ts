import { required } from '../rpc/client-reads.ts';
import { rowName } from '../seed/row-names.ts';
import { standardRow } from '../seed/standard-row.ts';
import type { RpcCall, RpcMethods, SiteContext } from '../site-context.ts';

/** frappe/desk/doctype/notification_log: marking one looks at nobody's right to it. */
export const NOTIFICATIONS: RpcMethods = {
  'frappe.desk.doctype.notification_log.notification_log.mark_as_read': { run: markAsRead },
  'frappe.desk.doctype.notification_log.notification_log.mark_all_as_read': { run: markAllAsRead },
};

/** The notifications of a user. */
export interface Notice {
  user: string;
  type: string;
  subject: string;
  doctype: string;
  name: string;
}

/** Notifies a user of the action of another user. */
export function notify(context: SiteContext, { user, type, subject, doctype, name }: Notice): void {
  if (user === context.session.user) return;
  const now = context.clock.now();
  const about = { subject, type, document_type: doctype, document_name: name };
  const row = { ...about, for_user: user, from_user: context.session.user, read: 0 };
  const standard = { owner: user, creation: now, modified: now, modified_by: context.session.user };
  context.database.insert('Notification Log', {
    ...standardRow(rowName(`Notification Log ${now}`), row),
    ...standard,
  });
}

function markAsRead(call: RpcCall): unknown {
  const name = required(call, 'docname', 'mark_as_read');
  call.context.database.run('UPDATE `tabNotification Log` SET read = 1 WHERE name = ?', [name]);
  return null;
}

function markAllAsRead({ context }: RpcCall): unknown {
  context.database.run('UPDATE `tabNotification Log` SET read = 1 WHERE for_user = ?', [context.session.user]);
  return null;
}
