import type { DemoDatabase, Row } from '../database/demo-database.ts';
import type { DocTypeFile } from '../meta/doctype-files.ts';
import { cancelDocuments, clearTimes, insertDocuments } from './insert-documents.ts';
import type { SeedLog } from './seed-log.ts';
import { readShopDocuments, readShopSingle, type ShopDocument } from './shop-documents.ts';
import type { SiteClient } from './site-client.ts';

/** Brings the documents of the DocTypes, in their order: each after those that its links lead to. */
export async function installDocuments(
  site: SiteClient,
  log: SeedLog,
  database: DemoDatabase,
  files: readonly DocTypeFile[],
  tokens: ReadonlyMap<string, string>,
): Promise<void> {
  const byName = new Map(files.map((file) => [file.name, file]));
  const submittable: [string, ShopDocument[]][] = [];
  for (const file of files.filter((each) => !each.istable)) {
    if (file.issingle) {
      await installSingle(site, log, file.name, readShopSingle(database, file, byName));
      continue;
    }
    const documents = readShopDocuments(database, file, byName);
    const isFirst = ({ values }: ShopDocument) => values.amended_from === undefined;
    await insertDocuments(site, log, documents.filter(isFirst), tokens);
    for (const { fieldname } of file.fields.filter((docfield) => docfield.fieldtype === 'Time')) {
      await clearTimes(site, log, file.name, fieldname, documents);
    }
    if (file.is_submittable) submittable.push([file.name, documents]);
  }
  for (const [doctype, documents] of submittable) {
    // At last, because nothing new may link to a cancelled document, but for its amendments, which must.
    await cancelDocuments(site, log, doctype, documents);
    await insertDocuments(site, log, documents, tokens);
  }
}

async function installSingle(site: SiteClient, log: SeedLog, doctype: string, wanted: Row): Promise<void> {
  const present = (await site.find(doctype, doctype)) ?? {};
  const differs = Object.entries(wanted).some(([key, value]) => !isSame(present[key], value));
  if (!differs) return;
  await site.update(doctype, doctype, wanted);
  log.changed(`${doctype}: values`);
}

/** Singles are stored as text; a table is the same when it has as many rows. */
function isSame(present: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return Array.isArray(present) && present.length === wanted.length;
  if (wanted === present || Number(wanted) === present) return true;
  return String(present ?? '').replace(/^0?(?=\d:)/, '0') === String(wanted);
}
