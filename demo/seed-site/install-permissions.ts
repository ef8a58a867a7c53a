import type { DemoDatabase, Row } from '../database/demo-database.ts';
import type { SeedLog } from './seed-log.ts';
import type { SiteClient } from './site-client.ts';

const KEYS = ['user', 'allow', 'for_value', 'apply_to_all_doctypes'];

/** Makes the User Permissions of the demo site. */
export async function installUserPermissions(site: SiteClient, log: SeedLog, database: DemoDatabase): Promise<void> {
  const present = (await site.list('User Permission', KEYS)) ?? [];
  for (const row of database.all('SELECT * FROM `tabUser Permission`')) {
    const wanted = pick(row, KEYS);
    if (present.some((other) => sameText(other, wanted))) continue;
    await site.insert('User Permission', wanted);
    log.changed(`User Permission of ${String(row.user)} for ${String(row.allow)} ${String(row.for_value)}`);
  }
}

/** Shares the documents that are shared on the demo site. */
export async function installShares(site: SiteClient, log: SeedLog, database: DemoDatabase): Promise<void> {
  const keys = ['user', 'share_doctype', 'share_name'];
  const present = (await site.list('DocShare', keys)) ?? [];
  for (const row of database.all('SELECT * FROM `tabDocShare`')) {
    if (present.some((other) => sameText(other, pick(row, keys)))) continue;
    const { share_doctype: doctype, share_name: name, user } = row;
    const rights = Object.fromEntries(['read', 'write', 'share'].map((right) => [right, row[right] ? 1 : 0]));
    await site.call('frappe.share.add', { doctype, name, user, ...rights });
    log.changed(`${String(doctype)} ${String(name)} shared with ${String(user)}`);
  }
}

function pick(row: Row, keys: readonly string[]): Row {
  return Object.fromEntries(keys.map((key) => [key, row[key]]));
}

function sameText(row: Row, wanted: Row): boolean {
  return Object.entries(wanted).every(([key, value]) => String(row[key]) === String(value));
}
