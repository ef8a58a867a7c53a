import type { DemoDatabase } from '../database/demo-database.ts';
import type { Session } from '../site-context.ts';

/** The session of a user with their own roles and those that every user of their kind has. */
export function sessionOf(database: DemoDatabase, user: string): Session {
  return { user, roles: new Set(rolesOf(database, user)) };
}

/** The roles of a user, in the order in which Frappe lists them. */
export function rolesOf(database: DemoDatabase, user: string): string[] {
  if (user === 'Guest') return ['Guest'];
  const sql = "SELECT role FROM `tabHas Role` WHERE parent = ? AND parenttype = 'User' ORDER BY idx";
  const own = database.all(sql, [user]).map((row) => String(row.role));
  const row = database.get('SELECT user_type FROM `tabUser` WHERE name = ?', [user]);
  const isDeskUser = row?.user_type === 'System User';
  return [...own, 'All', 'Guest', ...(isDeskUser ? ['Desk User'] : [])];
}
