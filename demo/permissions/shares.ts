import type { SiteContext } from '../site-context.ts';

/** The names of the documents of a DocType that are shared with the caller, with that right. */
export function sharedNames(context: SiteContext, doctype: string, right: string): string[] {
  if (!['read', 'write', 'share', 'submit'].includes(right)) return [];
  const sql = `SELECT share_name FROM \`tabDocShare\` WHERE share_doctype = ? AND (user = ? OR everyone = 1) AND \`${right}\` = 1`;
  return context.database.all(sql, [doctype, context.session.user]).map((row) => String(row.share_name));
}
