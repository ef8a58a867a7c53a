import { deriveOnce } from '../../derive-once.ts';
import type { SortKey } from '../../query/plan/sort-order.ts';
import type { SchemaParts } from '../builder/builder.ts';
import type { DocTypeEntry } from '../model/doctype-entry.ts';
import type { SchemaModel } from '../model/schema-model.ts';
import { isSortable, LINKED, linkedOrderInput, readLinkedOrder } from './linked-orders.ts';

/** The order input of a DocType: one column and its direction. */
export function addOrderInput(parts: SchemaParts, entry: DocTypeEntry): void {
  const fieldnames = sortableFields(entry);
  const linked = linkedOrderInput(parts, entry);
  const input = parts.builder.inputType(`${entry.type}OrderBy`, {
    description: `One key to sort ${entry.meta.name} by.`,
    isOneOf: true,
    extensions: { fieldnames },
    fields: (t) => ({
      ...Object.fromEntries([...fieldnames.keys()].map((name) => [name, t.field({ type: parts.sortDirection })])),
      ...(linked
        ? { [LINKED]: t.field({ type: linked, description: 'A field of a linked document, by the copy of it.' }) }
        : {}),
    }),
  });
  parts.orders.set(entry.meta.name, input);
}

/** The columns that a list can be sorted by: fieldnames by field name. */
export const sortableFields: (entry: DocTypeEntry) => ReadonlyMap<string, string> = deriveOnce(({ fields }) => {
  const own = fields.filter(isSortable).map(({ name, docfield }): [string, string] => [name, docfield.fieldname]);
  return new Map([['name', 'name'], ...own]);
});

/**
 * Reads an `orderBy` argument, which graphql-js has checked against the input type. A field that is named again orders
 * nothing more: it is left out, so that no order is longer than the DocType is wide.
 */
export function toSortKeys(
  model: SchemaModel,
  entry: DocTypeEntry,
  orderBy: readonly Record<string, unknown>[],
): SortKey[] {
  const fieldnames = sortableFields(entry);
  const keys = new Map<string, SortKey>();
  for (const [name, value] of orderBy.flatMap((key) => Object.entries(key))) {
    const [fieldname, direction] =
      name === LINKED ? readLinkedOrder(model, entry, value) : [fieldnames.get(name) ?? name, value];
    if (!keys.has(fieldname)) keys.set(fieldname, { fieldname, direction: direction === 'desc' ? 'desc' : 'asc' });
  }
  return [...keys.values()];
}
