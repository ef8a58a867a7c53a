import type { Row } from '../database/demo-database.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import type { Site } from '../site-context.ts';

/** Keeps passwords apart from their tables, which hold as many asterisks: what is answered when a document is read. */
export function keepPasswords(site: Site, meta: DocTypeMeta, doc: Row): void {
  for (const { fieldname, fieldtype } of meta.fields) {
    const value = doc[fieldname];
    // Asterisks are what was answered before: the password stays.
    if (fieldtype !== 'Password' || typeof value !== 'string' || /^\**$/.test(value)) continue;
    site.passwords.set(keyOf(meta.name, String(doc.name), fieldname), value);
    doc[fieldname] = '*'.repeat(value.length);
  }
}

/** The password as it was written; empty where there is none. */
export function passwordOf(site: Site, doctype: string, name: string, fieldname: string): string {
  return site.passwords.get(keyOf(doctype, name, fieldname)) ?? '';
}

function keyOf(doctype: string, name: string, fieldname: string): string {
  return [doctype, name, fieldname].join('\n');
}
