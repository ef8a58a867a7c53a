import type { InputRef } from '@pothos/core';
import { badUserInput } from '../../../errors.ts';
import {
  AGGREGATE_OPERATIONS,
  type AggregateOperation,
  type GroupOrder,
  type Measure,
} from '../../../query/execution/aggregate/aggregate.ts';
import { sortableFields } from '../../../schema/arguments/order-inputs.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { measurableFields } from './aggregate-columns.ts';
import { partTypeName } from './aggregate-types.ts';

/** The order input of groups: the number of documents, a field of the group, or a measure. */
export function addGroupOrder(parts: SchemaParts, entry: DocTypeEntry): InputRef<object> {
  const { builder, sortDirection } = parts;
  const columns = parts.orders.get(entry.meta.name);
  const fields = measurableFields(entry, 'min');
  const measure = builder.inputType(partTypeName(entry.type, 'MeasureOrder'), {
    description: `A measured field of ${entry.meta.name} to sort groups by.`,
    isOneOf: true,
    fields: (t) => Object.fromEntries(fields.map(({ name }) => [name, t.field({ type: sortDirection })])),
  });
  return builder.inputType(partTypeName(entry.type, 'GroupOrderBy'), {
    description: `One key to sort groups of ${entry.meta.name} by.`,
    isOneOf: true,
    fields: (t) => ({
      count: t.field({ type: sortDirection, description: 'How many documents there are.' }),
      ...(columns ? { group: t.field({ type: columns, description: 'A field that `groupBy` names.' }) } : {}),
      ...Object.fromEntries(AGGREGATE_OPERATIONS.map((operation) => [operation, t.field({ type: measure })])),
    }),
  });
}

/**
 * Reads an `orderBy` argument of groups, which graphql-js has checked against the input type.
 *
 * @throws GatewayError `BAD_USER_INPUT` for a field that the documents are not grouped by, or that cannot be measured
 * so.
 */
export function toGroupOrder(
  entry: DocTypeEntry,
  orderBy: readonly Record<string, unknown>[],
  groupBy: ReadonlySet<string>,
  toMeasure: (operation: AggregateOperation, name: string) => Measure | null,
): GroupOrder[] {
  if (orderBy.length > 0 && groupBy.size === 0)
    throw badUserInput('orderBy sorts groups, so it needs groupBy.', 'orderBy');
  const fieldnames = sortableFields(entry);
  const keys = orderBy.flatMap((key) =>
    Object.entries(key).map(([by, value]): GroupOrder => {
      if (by === 'count') return { by, direction: toDirection(value) };
      const [name = '', direction] = Object.entries(value as Record<string, unknown>)[0] ?? [];
      if (by === 'group') {
        const fieldname = fieldnames.get(name) ?? name;
        if (groupBy.has(fieldname)) return { by: 'column', fieldname, direction: toDirection(direction) };
        throw badUserInput(`orderBy.group names ${name}, but groupBy does not.`, 'orderBy');
      }
      const measure = toMeasure(by as AggregateOperation, name);
      if (measure === null) throw badUserInput(`\`orderBy\`: ${name} cannot be sorted by \`${by}\`.`, 'orderBy');
      return { by: 'measure', measure, direction: toDirection(direction) };
    }),
  );
  return withoutRepeated(keys);
}

/** A column that is named again does not change the order. */
function withoutRepeated(keys: readonly GroupOrder[]): GroupOrder[] {
  const first = new Map<string, GroupOrder>();
  for (const key of keys) {
    const what = key.by === 'measure' ? key.measure.key : key.by === 'column' ? key.fieldname : '';
    const name = `${key.by} ${what}`;
    if (!first.has(name)) first.set(name, key);
  }
  return [...first.values()];
}

function toDirection(value: unknown): GroupOrder['direction'] {
  return value === 'desc' ? 'desc' : 'asc';
}
