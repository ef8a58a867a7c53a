import type { Row } from '../database/demo-database.ts';
import type { SiteContext } from '../site-context.ts';

/** The documents of a virtual DocType: those that its controller makes up, with what was written since. */
export function virtualDocsOf({ app, virtualWrites }: SiteContext, doctype: string): Row[] {
  const written = virtualWrites.get(doctype) ?? new Map<string, Row | null>();
  const made = (app.virtualDocs[doctype]?.() ?? []).filter((doc) => !written.has(String(doc.name)));
  return [...made, ...[...written.values()].filter((doc) => doc !== null)];
}

/** Stores a document of a virtual DocType, as its controller would, or with null deletes it. */
export function writeVirtualDoc({ virtualWrites }: SiteContext, doctype: string, name: string, doc: Row | null): void {
  const written = virtualWrites.get(doctype) ?? new Map<string, Row | null>();
  written.set(name, doc);
  virtualWrites.set(doctype, written);
}
