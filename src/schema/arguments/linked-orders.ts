import { isStored } from '../../metadata/doctype-meta.ts';
import { fieldtypeOf } from '../../metadata/fieldtypes.ts';
import type { SchemaParts } from '../builder/builder.ts';
import type { DocFieldEntry, DocTypeEntry } from '../model/doctype-entry.ts';
import type { SchemaModel } from '../model/schema-model.ts';

/** The field of an order input that leads to linked documents. */
export const LINKED = '_linked';

/** The input of `_linked`: a link, and a field of its document. Null if the DocType copies none. */
export function linkedOrderInput(parts: SchemaParts, entry: DocTypeEntry) {
  const links = linkedColumnsOf(parts.model, entry);
  if (links.size === 0) return null;
  const { builder, sortDirection } = parts;
  const inputs = [...links].map(([link, columns]) => {
    const input = builder.inputType(`${entry.type}_${link}_LinkedOrderBy`, {
      description: `The fields of the linked document that ${entry.meta.name} keeps a copy of (\`fetch_from\`). Lists cannot be sorted by others.`,
      isOneOf: true,
      fields: (t) => Object.fromEntries([...columns.keys()].map((name) => [name, t.field({ type: sortDirection })])),
    });
    return [link, input] as const;
  });
  return builder.inputType(`${entry.type}_LinkedOrderBy`, {
    description: `A link of ${entry.meta.name}, and a field of its document to sort by.`,
    isOneOf: true,
    fields: (t) => Object.fromEntries(inputs.map(([link, type]) => [link, t.field({ type })])),
  });
}

/** Reads the value of `_linked`: the DocType's own column, and the direction. */
export function readLinkedOrder(model: SchemaModel, entry: DocTypeEntry, value: unknown): readonly [string, unknown] {
  const [link, order] = onlyEntry(value);
  const [name, direction] = onlyEntry(order);
  const column = linkedColumnsOf(model, entry).get(link)?.get(name);
  if (column === undefined) throw new Error(`${entry.meta.name} has no copy of ${link}.${name}.`);
  return [column, direction];
}

/** The columns that a DocType keeps of linked documents: by the link and the name of their field, its own fieldname. */
function linkedColumnsOf(model: SchemaModel, entry: DocTypeEntry): Map<string, Map<string, string>> {
  const links = new Map<string, Map<string, string>>();
  for (const link of entry.fields) {
    const target = link.kind.kind === 'link' ? model.byDoctype.get(link.kind.target) : undefined;
    const columns = target && isStored(link.docfield) ? copiesOf(entry, link, target) : new Map<string, string>();
    if (columns.size > 0) links.set(link.name, columns);
  }
  return links;
}

/**
 * The docfields that take over a value whenever a document is saved. One that is filled only if it is empty holds what
 * users make of it. A column of another kind is sorted in another way: `10` comes before `9` in text.
 */
function copiesOf(entry: DocTypeEntry, link: DocFieldEntry, target: DocTypeEntry): Map<string, string> {
  const prefix = `${link.docfield.fieldname}.`;
  const columns = new Map<string, string>();
  for (const copy of entry.fields) {
    const { isFetchedIfEmpty, fetchFrom, fieldname } = copy.docfield;
    if (isFetchedIfEmpty || !fetchFrom?.startsWith(prefix) || !isSortable(copy)) continue;
    const copied = fetchFrom.slice(prefix.length);
    const source = target.fields.find((field) => field.docfield.fieldname === copied && isSortable(field));
    if (source === undefined || fieldtypeOf(source.docfield).column !== fieldtypeOf(copy.docfield).column) continue;
    if (!columns.has(source.name)) columns.set(source.name, fieldname);
  }
  return columns;
}

/** Whether lists can be sorted by a docfield. */
export function isSortable({ docfield }: DocFieldEntry): boolean {
  return isStored(docfield) && fieldtypeOf(docfield).isSortable;
}

/** The entry of an input that is `@oneOf`. */
function onlyEntry(value: unknown): [string, unknown] {
  const [entry] = Object.entries(value as Record<string, unknown>);
  if (entry === undefined) throw new Error('An input that is @oneOf has one entry.');
  return entry;
}
