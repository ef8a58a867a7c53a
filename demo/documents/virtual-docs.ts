import type { Row } from '../database/demo-database.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import type { SiteContext } from '../site-context.ts';

/** Whether nobody knows what the controller of a virtual DocType does: it is taken for one that does nothing. */
export function hasNoController({ app }: SiteContext, { name, isVirtual }: DocTypeMeta): boolean {
  return isVirtual && app.virtualDocs[name] === undefined;
}

/** The documents of a virtual DocType: those that its controller makes up, with what was written since. */
export function virtualDocsOf({ app, virtualWrites }: SiteContext, doctype: string): Row[] {
  const written = virtualWrites.get(doctype) ?? new Map<string, Row | null>();
  const made = (app.virtualDocs[doctype]?.() ?? []).filter((doc) => !written.has(String(doc.name)));
  return [...made, ...[...written.values()].filter((doc) => doc !== null)];
}

/** Stores a document of a virtual DocType, as its controller would, or with null deletes it. */
export function writeVirtualDoc(context: SiteContext, meta: DocTypeMeta, name: string, doc: Row | null): void {
  if (hasNoController(context, meta)) return;
  const { virtualWrites } = context;
  const { name: doctype } = meta;
  const written = virtualWrites.get(doctype) ?? new Map<string, Row | null>();
  written.set(name, doc);
  virtualWrites.set(doctype, written);
}
