import type { DocFieldEntry, DocTypeEntry } from './doctype-entry.ts';
import { backlinkFieldName, withHash } from './naming.ts';

/** Documents that link to a DocType: a field of that DocType's type. */
export interface Backlink {
  /** Field name: `shopOrdersByCustomer`, or `shopOrdersByItemsItem` for a link in child rows. */
  readonly name: string;
  /** The DocType whose documents are found. */
  readonly source: DocTypeEntry;
  readonly link: DocFieldEntry;
  /** The table that holds the link, with its DocType; null if the documents hold it themselves. */
  readonly table: { readonly field: DocFieldEntry; readonly child: DocTypeEntry } | null;
}

/** Links that every document has; their other direction is the whole site. */
const NOT_FOLLOWED = new Set(['owner', 'modified_by']);

/** Finds all backlinks of a schema, by the DocType that they lead from. */
export function findBacklinks(byDoctype: ReadonlyMap<string, DocTypeEntry>): Map<string, Backlink[]> {
  const backlinks = new Map<string, Backlink[]>();
  for (const source of byDoctype.values()) {
    if (source.meta.isChild || source.meta.isSingle || source.meta.isVirtual) continue;
    for (const field of source.fields) {
      add(backlinks, byDoctype, { source, link: field, table: null });
      if (field.kind.kind !== 'childTable' || field.kind.isVirtual) continue;
      const child = byDoctype.get(field.kind.target);
      if (child === undefined) continue;
      for (const link of child.fields) add(backlinks, byDoctype, { source, link, table: { field, child } });
    }
  }
  return backlinks;
}

function add(
  backlinks: Map<string, Backlink[]>,
  byDoctype: ReadonlyMap<string, DocTypeEntry>,
  { source, link, table }: Omit<Backlink, 'name'>,
): void {
  if (link.kind.kind !== 'link' || link.docfield.isVirtual || NOT_FOLLOWED.has(link.docfield.fieldname)) return;
  const target = byDoctype.get(link.kind.target);
  if (target === undefined) return;
  const known = backlinks.get(target.meta.name) ?? [];
  const name = backlinkFieldName(source.plural, table?.field.name ?? null, link.name);
  // A docfield of that name, or a link that reads alike (`a_b` in `c`, `b` in `c_a`), is rare; the later one gives way.
  const isTaken = known.some((other) => other.name === name) || target.fields.some((field) => field.name === name);
  const origin = [source.meta.name, table?.field.name, link.name].join('.');
  backlinks.set(target.meta.name, [...known, { name: isTaken ? withHash(name, origin) : name, source, link, table }]);
}
