import { doAtOnce, type Steps } from '../../turns.ts';
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
  /** Of a Dynamic Link: the docfield next to it that names the DocType. */
  readonly doctypeFieldname: string | null;
}

/** A link without the DocType that it leads to. */
type FoundLink = Omit<Backlink, 'name'>;

/** Links that every document has; their other direction is the whole site. */
const NOT_FOLLOWED = new Set(['owner', 'modified_by']);

/**
 * Finds all backlinks of a schema, by the DocType that they lead from. A Dynamic Link counts where a Select lists the
 * DocTypes that it leads to.
 */
export function findBacklinks(byDoctype: ReadonlyMap<string, DocTypeEntry>): Map<string, Backlink[]> {
  return doAtOnce(backlinkSteps(byDoctype));
}

/** Finds them in steps: an ERPNext has thousands. */
export function* backlinkSteps(byDoctype: ReadonlyMap<string, DocTypeEntry>): Steps<Map<string, Backlink[]>> {
  const backlinks = new Map<string, Backlink[]>();
  let source: DocTypeEntry | null = null;
  for (const found of findLinks(byDoctype)) {
    if (found.source !== source) yield;
    source = found.source;
    for (const name of targetsOf(found)) {
      const target = byDoctype.get(name);
      if (target === undefined || target.meta.isChild || (target.meta.isSingle && found.doctypeFieldname)) continue;
      const known = backlinks.get(name) ?? [];
      known.push({ ...found, name: nameFor(found, known, target.fields) });
      backlinks.set(name, known);
    }
  }
  return backlinks;
}

/** Finds the Dynamic Links that can lead to documents of any DocType, because a Link names it. */
export function findOpenBacklinks(byDoctype: ReadonlyMap<string, DocTypeEntry>): Backlink[] {
  const backlinks: Backlink[] = [];
  for (const found of findLinks(byDoctype)) {
    if (!isOpen(found)) continue;
    backlinks.push({ ...found, name: nameFor(found, backlinks, []) });
  }
  return backlinks;
}

function* findLinks(byDoctype: ReadonlyMap<string, DocTypeEntry>): Generator<FoundLink> {
  for (const source of byDoctype.values()) {
    if (source.meta.isChild || source.meta.isSingle || source.meta.isVirtual) continue;
    for (const field of source.fields) {
      if (isFollowed(field)) yield { source, link: field, table: null, doctypeFieldname: doctypeFieldOf(field) };
      if (field.kind.kind !== 'childTable' || field.kind.isVirtual) continue;
      const child = byDoctype.get(field.kind.target);
      for (const link of child?.fields ?? []) {
        if (child === undefined || !isFollowed(link)) continue;
        yield { source, link, table: { field, child }, doctypeFieldname: doctypeFieldOf(link) };
      }
    }
  }
}

function isFollowed({ kind, docfield }: DocFieldEntry): boolean {
  if (docfield.isVirtual || NOT_FOLLOWED.has(docfield.fieldname)) return false;
  return kind.kind === 'link' || kind.kind === 'dynamicLink';
}

function doctypeFieldOf({ kind }: DocFieldEntry): string | null {
  return kind.kind === 'dynamicLink' ? kind.doctypeFieldname : null;
}

/** The docfield that names the DocType of a Dynamic Link. */
function namingField({ source, table, doctypeFieldname }: FoundLink): DocFieldEntry | undefined {
  return (table?.child ?? source).fields.find(({ docfield }) => docfield.fieldname === doctypeFieldname);
}

function isOpen(found: FoundLink): boolean {
  return found.doctypeFieldname !== null && namingField(found)?.docfield.fieldtype === 'Link';
}

function targetsOf(found: FoundLink): string[] {
  const { kind } = found.link;
  if (kind.kind === 'link') return [kind.target];
  const names = namingField(found)?.docfield;
  if (names?.fieldtype !== 'Select') return [];
  const options = (names.options ?? '').split('\n').map((option) => option.trim());
  return [...new Set(options.filter((option) => option !== ''))];
}

/** A docfield of that name, or a link that reads alike (`a_b` in `c`, `b` in `c_a`), is rare; the later one gives way. */
function nameFor(
  { source, link, table }: FoundLink,
  known: readonly Backlink[],
  fields: readonly DocFieldEntry[],
): string {
  const name = backlinkFieldName(source.plural, table?.field.name ?? null, link.name);
  const isTaken = known.some((other) => other.name === name) || fields.some((field) => field.name === name);
  return isTaken ? withHash(name, [source.meta.name, table?.field.name, link.name].join('.')) : name;
}
