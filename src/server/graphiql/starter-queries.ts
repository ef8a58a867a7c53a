import { deriveOnce } from '../../derive-once.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { fieldtypeOf } from '../../metadata/fieldtypes.ts';
import { type Backlink, findBacklinks } from '../../schema/model/backlinks.ts';
import type { DocFieldEntry, DocTypeEntry } from '../../schema/model/doctype-entry.ts';
import { aggregateFieldName } from '../../schema/model/naming.ts';
import type { SchemaModel } from '../../schema/model/schema-model.ts';
import { isStandardField } from '../../schema/model/standard-fields.ts';

/** A query to begin with, made from the DocTypes of the site. */
export interface StarterQuery {
  readonly doctype: string;
  /** A description in a few words. */
  readonly about: string;
  readonly query: string;
}

/** Modules of Frappe itself, for sites that do not report the apps of modules. */
const FRAPPE_MODULES = new Set(
  'Automation,Contacts,Core,Custom,Desk,Email,Geo,Integrations,Printing,Social,Website,Workflow'.split(','),
);

const MOST_COLUMNS = 5;

/**
 * Three queries on the DocTypes that matter most on the site: a page of the one whose lists show most, with links and
 * rows; how many of them there are by a Select; and a page of the one that most others link to, with what links to it.
 */
export const startersOf: (model: SchemaModel) => readonly StarterQuery[] = deriveOnce((model: SchemaModel) => {
  const listed = model.entries.filter(({ meta }) => !meta.isChild && !meta.isSingle && !meta.isVirtual);
  const own = listed.filter(({ meta }) => isOfApp(meta));
  const known = own.length > 0 ? own : listed;
  const backlinks = findBacklinks(new Map(known.map((entry) => [entry.meta.name, entry])));
  const linksTo = (entry: DocTypeEntry) => sourcesOf(entry, backlinks.get(entry.meta.name) ?? []).size;
  // Of those that fill the columns of a query, the one that most others link to.
  const shown = ({ fields }: DocTypeEntry) => Math.min(fields.filter(isInListView).length, MOST_COLUMNS);
  const richness = (entry: DocTypeEntry) => shown(entry) * 1_000 + linksTo(entry);
  const [richest, ...others] = sortBy(known, richness);
  if (richest === undefined) return [];
  const [mostLinked, next] = sortBy(others, linksTo);
  const counts = countsOf(richest) ?? (next && listOf(model, next));
  return [
    listOf(model, richest),
    ...(mostLinked ? [linksOf(mostLinked, backlinks.get(mostLinked.meta.name) ?? [], richness)] : []),
    ...(counts ? [counts] : []),
  ];
});

function isOfApp({ app, module }: DocTypeMeta): boolean {
  return app === null ? !FRAPPE_MODULES.has(module) : app !== 'frappe';
}

/** Descending; equal ones keep their order. */
function sortBy(entries: readonly DocTypeEntry[], weight: (entry: DocTypeEntry) => number): DocTypeEntry[] {
  return entries.toSorted((one, other) => weight(other) - weight(one));
}

function listOf(model: SchemaModel, entry: DocTypeEntry): StarterQuery {
  const links = linksIn(entry).slice(0, 2);
  const table = entry.fields.find((field) => field.kind.kind === 'childTable' && isPlain(field));
  const rows = table?.kind.kind === 'childTable' ? model.byDoctype.get(table.kind.target) : undefined;
  const nodes = [
    'name',
    ...columnsOf(entry),
    ...links.map((link) => `${link.name} { ${titleOf(model, link)} }`),
    ...(table && rows ? [`${table.name} {\n        ${rowFields(model, rows).join('\n        ')}\n      }`] : []),
  ];
  const with_ = [...links, ...(table && rows ? [table] : [])].map(labelOf);
  return {
    doctype: entry.meta.name,
    about: with_.length === 0 ? 'The newest five' : `The newest five, with ${enumerate(with_)}`,
    query: `query ${entry.type}List {
  ${entry.plural}(first: 5, orderBy: [{ creation: DESC }]) {
    totalCount
    nodes {
      ${nodes.join('\n      ')}
    }
  }
}
`,
  };
}

/** Two DocTypes that link here, the richest ones. */
function linksOf(
  entry: DocTypeEntry,
  backlinks: readonly Backlink[],
  richness: (entry: DocTypeEntry) => number,
): StarterQuery {
  const bySource = sourcesOf(entry, backlinks);
  const chosen = sortBy([...bySource.keys()], richness).slice(0, 2);
  const pages = chosen.map((source) => {
    const columns = ['name', ...columnsOf(source)].slice(0, 3).join(' ');
    return `${bySource.get(source)?.name}(first: 3) { nodes { ${columns} } }`;
  });
  return {
    doctype: entry.meta.name,
    about:
      pages.length === 0
        ? 'Any three'
        : `Any three, with the documents that link to them: ${enumerate(chosen.map(nameOf))}`,
    query: `query ${entry.type}Links {
  ${entry.plural}(first: 3) {
    nodes {
      ${['name', ...columnsOf(entry), ...pages].join('\n      ')}
    }
  }
}
`,
  };
}

/** Other DocTypes whose own documents link to one, each with its first link. */
function sourcesOf(entry: DocTypeEntry, backlinks: readonly Backlink[]): Map<DocTypeEntry, Backlink> {
  const plain = backlinks.filter(
    ({ source, table, link, doctypeFieldname }) =>
      source !== entry && !table && !doctypeFieldname && !link.docfield.isCustom && isPlain(link),
  );
  return new Map(plain.toReversed().map((backlink) => [backlink.source, backlink]));
}

/** @returns null if nothing is worth counting by. */
function countsOf(entry: DocTypeEntry): StarterQuery | null {
  const field =
    entry.fields.find((each) => each.kind.kind === 'enum' && isInListView(each) && isPlain(each)) ??
    entry.fields.find((each) => each.kind.kind === 'enum' && isPlain(each));
  if (field === undefined) return null;
  return {
    doctype: entry.meta.name,
    about: `How many of them have each ${labelOf(field)}`,
    query: `query ${entry.type}Counts {
  ${aggregateFieldName(entry.singular)}(groupBy: [${field.name}]) {
    count
    group { ${field.name} }
  }
}
`,
  };
}

/** The plain columns that lists show and those that must be set; the title comes first, and checks come last. */
function columnsOf({ meta, fields }: DocTypeEntry): string[] {
  const plain = fields.filter((field) => isPlain(field) && ['scalar', 'enum'].includes(field.kind.kind));
  const titles = plain.filter(({ docfield: { fieldname } }) =>
    meta.titleField ? meta.titleField === fieldname : meta.autoname === `field:${fieldname}`,
  );
  const listed = [...plain.filter(isInListView), ...plain.filter(({ docfield }) => docfield.isRequired)];
  const isCheck = ({ docfield }: DocFieldEntry) => docfield.fieldtype === 'Check';
  const columns = [...titles, ...listed.filter((field) => !isCheck(field)), ...listed.filter(isCheck)];
  return [...new Set(columns.map(({ name }) => name))].filter((name) => name !== 'name').slice(0, MOST_COLUMNS);
}

function linksIn({ fields }: DocTypeEntry): DocFieldEntry[] {
  const links = fields.filter((field) => field.kind.kind === 'link' && isPlain(field));
  return links.toSorted((one, other) => weightOf(other) - weightOf(one)).filter((link) => weightOf(link) > 0);
}

function weightOf({ docfield }: DocFieldEntry): number {
  return Number(docfield.inListView) * 2 + Number(docfield.isRequired) * 2 + Number(docfield.inStandardFilter);
}

/** The field by which the linked documents are called. */
function titleOf(model: SchemaModel, { kind }: DocFieldEntry): string {
  const target = kind.kind === 'link' ? model.byDoctype.get(kind.target) : undefined;
  return (target && columnsOf(target)[0]) ?? 'name';
}

/** Columns of rows, and the first link in them. */
function rowFields(model: SchemaModel, rows: DocTypeEntry): string[] {
  const [link] = linksIn(rows);
  return ['idx', ...columnsOf(rows).slice(0, 3), ...(link ? [`${link.name} { ${titleOf(model, link)} }`] : [])];
}

function isInListView({ docfield }: DocFieldEntry): boolean {
  return docfield.inListView;
}

/** Whether everybody who may read a document may see a docfield, and it is short. */
function isPlain({ docfield, kind }: DocFieldEntry): boolean {
  const { permlevel, isMasked, isHidden, isVirtual, fieldname } = docfield;
  if (permlevel > 0 || isMasked || isHidden || isVirtual || isStandardField(fieldname)) return false;
  // Its values are patterns of names.
  if (fieldname === 'naming_series') return false;
  return kind.kind === 'link' || kind.kind === 'childTable' || fieldtypeOf(docfield).isSortable;
}

function labelOf({ docfield, name }: DocFieldEntry): string {
  return docfield.label ?? name;
}

function nameOf({ meta }: DocTypeEntry): string {
  return meta.name;
}

function enumerate(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names);
}
