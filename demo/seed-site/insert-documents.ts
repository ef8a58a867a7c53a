import type { SeedLog } from './seed-log.ts';
import type { ShopDocument } from './shop-documents.ts';
import type { SiteClient } from './site-client.ts';

/** Frappe takes 200 documents in one call. */
const PER_CALL = 100;

/** Inserts the documents that the site does not have yet. Each call is all or none, so a cut run can be taken up. */
export async function insertDocuments(
  site: SiteClient,
  log: SeedLog,
  documents: readonly ShopDocument[],
  tokens: ReadonlyMap<string, string>,
): Promise<void> {
  const [first] = documents;
  if (first === undefined) return;
  const present = new Set((await site.list(first.doctype, ['name']))?.map((row) => String(row.name)));
  const missing = documents.filter((document) => !present.has(document.name));
  // Only notes depend on who made them (`if_owner`).
  const isOwned = first.doctype === 'Shop Note';
  const byOwner = Map.groupBy(missing, (document) => (isOwned ? tokens.get(document.owner) : undefined));
  for (const [token, some] of byOwner) {
    const account = token === undefined ? site : site.as(token);
    for (let start = 0; start < some.length; start += PER_CALL) {
      await account.insertMany(some.slice(start, start + PER_CALL).map((document) => document.values));
    }
  }
  if (missing.length > 0) log.changed(`${first.doctype}: ${missing.length} documents`);
}

/** Before v17, sites write the present time into a Time that is not given: takes out those that the shop leaves empty. */
export async function clearTimes(
  site: SiteClient,
  log: SeedLog,
  doctype: string,
  fieldname: string,
  documents: readonly ShopDocument[],
): Promise<void> {
  const empty = new Set(documents.filter(({ values }) => values[fieldname] === undefined).map(({ name }) => name));
  const rows = (await site.list(doctype, ['name', fieldname])) ?? [];
  const filled = rows.filter((row) => row[fieldname] !== null && empty.has(String(row.name)));
  if (filled.length === 0) return;
  const docs = filled.map((row) => ({ doctype, docname: row.name, [fieldname]: null }));
  await site.call('frappe.client.bulk_update', { docs: JSON.stringify(docs) });
  log.changed(`${doctype}: ${filled.length} times of ${fieldname} taken out`);
}

/** Cancels the documents that the demo site has as cancelled. They had to be submitted first. */
export async function cancelDocuments(
  site: SiteClient,
  log: SeedLog,
  doctype: string,
  documents: readonly ShopDocument[],
): Promise<void> {
  const cancelled = new Set(documents.filter(({ docstatus }) => docstatus === 2).map(({ name }) => name));
  if (cancelled.size === 0) return;
  const submitted = await site.list(doctype, ['name'], [['docstatus', '=', 1]]);
  const names = (submitted ?? []).map((row) => String(row.name)).filter((name) => cancelled.has(name));
  for (const name of names) await site.call('frappe.client.cancel', { doctype, name });
  if (names.length > 0) log.changed(`${doctype}: ${names.length} documents cancelled`);
}
