import type { DocFieldEntry, DocTypeEntry } from '../../schema/model/doctype-entry.ts';
import { changedFieldName } from '../../schema/model/naming.ts';
import type { SchemaModel } from '../../schema/model/schema-model.ts';

/** Fields of a list that a reader takes in at a glance. */
const MOST_FIELDS = 4;

/**
 * Queries to begin with, made from the DocTypes of the site: a list of the one that is linked and looked at most, with a
 * linked document and rows, a filter, and its changes.
 */
export function suggestQueries(model: SchemaModel, apps: ReadonlySet<string>): string[] {
  const own = model.entries.filter(
    ({ meta }) => apps.has(meta.app ?? '') && !meta.isChild && !meta.isSingle && !meta.isVirtual,
  );
  const [entry] = own
    .map((each) => [each, weightOf(each, model)] as const)
    .sort((a, b) => b[1] - a[1])
    .map(([each]) => each);
  if (entry === undefined) return ['{ site { frappeVersion apps { name } } }'];
  return [
    toList(entry, model),
    ...toFiltered(entry),
    `subscription { ${changedFieldName(entry.singular)} { event name } }`,
  ];
}

/** How many docfields lead to a DocType, and how many of its own lists show. */
function weightOf(entry: DocTypeEntry, { entries }: SchemaModel): number {
  const { meta } = entry;
  const fields = ownFields(entry);
  const links = entries
    .flatMap((each) => each.fields)
    .filter(({ kind }) => kind.kind === 'link' && kind.target === meta.name);
  const shown = fields.filter(({ docfield }) => docfield.inListView);
  const tables = fields.filter(({ kind }) => kind.kind === 'childTable');
  return (
    links.length + 3 * shown.length + 5 * tables.length + (fields.some(({ kind }) => kind.kind === 'link') ? 5 : 0)
  );
}

function toList(entry: DocTypeEntry, model: SchemaModel): string {
  const own = ownFields(entry);
  const link = own.find(({ kind }) => kind.kind === 'link' && model.byDoctype.has(kind.target));
  const table = own.find(({ kind }) => kind.kind === 'childTable' && model.byDoctype.has(kind.target));
  const lines = [
    ...['name', ...plainFields(entry)],
    ...(link ? [`${link.name} { ${withName(link, model)} }`] : []),
    ...(table ? [`${table.name} { ${withName(table, model)} }`] : []),
  ];
  const nodes = lines.map((line) => `      ${line}`).join('\n');
  return `{\n  ${entry.plural}(first: 3) {\n    totalCount\n    nodes {\n${nodes}\n    }\n  }\n}`;
}

/** Fields with values, those of list views first. */
function plainFields(entry: DocTypeEntry): string[] {
  const fields = ownFields(entry);
  const plain = fields.filter(
    ({ kind, docfield }) => (kind.kind === 'scalar' || kind.kind === 'enum') && docfield.permlevel === 0,
  );
  const sorted = [...plain].sort((a, b) => Number(b.docfield.inListView) - Number(a.docfield.inListView));
  // Objects need a selection of their own.
  const isLeaf = ({ kind }: DocFieldEntry) =>
    kind.kind === 'enum' || (kind.kind === 'scalar' && kind.scalar !== 'Attachment');
  return sorted
    .filter(isLeaf)
    .map(({ name }) => name)
    .slice(0, MOST_FIELDS);
}

function withName({ kind }: DocFieldEntry, model: SchemaModel): string {
  const target = kind.kind === 'link' || kind.kind === 'childTable' ? model.byDoctype.get(kind.target) : undefined;
  return ['name', ...(target === undefined ? [] : plainFields(target).slice(0, 1))].join(' ');
}

/** By an option of a Select, if there is one. */
function toFiltered(entry: DocTypeEntry): string[] {
  const { plural } = entry;
  for (const { name, kind } of ownFields(entry)) {
    const [option] = kind.kind === 'enum' ? [...kind.options.keys()] : [];
    if (option !== undefined)
      return [`{ ${plural}(filter: { ${name}: { eq: ${option} } }, first: 3) { nodes { name ${name} } } }`];
  }
  return [];
}

/** The docfields of the DocType, without the columns that every document has. */
function ownFields({ meta, fields }: DocTypeEntry): DocFieldEntry[] {
  const own = new Set(meta.docfields.map(({ fieldname }) => fieldname));
  return fields.filter(({ docfield }) => own.has(docfield.fieldname) && !STANDARD.has(docfield.fieldname));
}

const STANDARD = new Set(['name', 'owner', 'creation', 'modified', 'modified_by', 'docstatus', 'idx']);
