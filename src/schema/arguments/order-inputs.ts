import { isStored } from '../../metadata/doctype-meta.ts';
import { fieldtypeOf } from '../../metadata/fieldtypes.ts';
import type { SortKey } from '../../query/plan/sort-order.ts';
import type { SchemaParts } from '../builder/builder.ts';
import type { DocTypeEntry } from '../model/doctype-entry.ts';

/** The order input of a DocType: one column and its direction. */
export function addOrderInput(parts: SchemaParts, entry: DocTypeEntry): void {
  const fieldnames = sortableFields(entry);
  const input = parts.builder.inputType(`${entry.type}OrderBy`, {
    description: `One key to sort ${entry.meta.name} by.`,
    isOneOf: true,
    extensions: { fieldnames },
    fields: (t) =>
      Object.fromEntries([...fieldnames.keys()].map((name) => [name, t.field({ type: parts.sortDirection })])),
  });
  parts.orders.set(entry.meta.name, input);
}

/** The columns that a list can be sorted by: fieldnames by field name. */
export function sortableFields(entry: DocTypeEntry): Map<string, string> {
  const fieldnames = new Map([['name', 'name']]);
  for (const { docfield, name } of entry.fields) {
    if (isStored(docfield) && fieldtypeOf(docfield).isSortable) fieldnames.set(name, docfield.fieldname);
  }
  return fieldnames;
}

/**
 * Reads an `orderBy` argument, which graphql-js has checked against the input type. A field that is named again orders
 * nothing more: it is left out, so that no order is longer than the DocType is wide.
 */
export function toSortKeys(entry: DocTypeEntry, orderBy: readonly Record<string, unknown>[]): SortKey[] {
  const fieldnames = sortableFields(entry);
  const keys = new Map<string, SortKey>();
  for (const [name, direction] of orderBy.flatMap((key) => Object.entries(key))) {
    const fieldname = fieldnames.get(name) ?? name;
    if (!keys.has(fieldname)) keys.set(fieldname, { fieldname, direction: direction === 'desc' ? 'desc' : 'asc' });
  }
  return [...keys.values()];
}
