import { costOfAggregate } from '../../../query/execution/aggregate/aggregate-cost.ts';
import { readAggregates } from '../../../query/execution/aggregate/read-aggregate.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { aggregateFieldName } from '../../../schema/model/naming.ts';
import { addGroupOrder } from './aggregate-order.ts';
import { type AggregateArguments, toAggregateRead } from './aggregate-read.ts';
import { addAggregateTypes } from './aggregate-types.ts';
import { addGroupHaving } from './group-having.ts';

/**
 * The root field that counts and measures documents: one row of all that the filter finds, or with `groupBy` one row
 * for each group of them. It costs one call, and one for each link of a group of which more than the name is asked.
 */
export function addAggregateField(parts: SchemaParts, entry: DocTypeEntry): void {
  const filter = parts.filters.get(entry.meta.name);
  // The list of a virtual DocType is made by its controller, which knows nothing of groups.
  if (filter === undefined || entry.meta.isVirtual) return;
  const { aggregate, groupBy } = addAggregateTypes(parts, entry);
  const orderBy = addGroupOrder(parts, entry);
  const having = addGroupHaving(parts, entry);
  const { model } = parts;
  parts.builder.queryField(aggregateFieldName(entry.singular), (t) =>
    rootField(t, {
      type: [aggregate],
      description: `Counts and measures the ${entry.meta.name} documents that you may see: one row, or one for each group.`,
      isSemanticNonNull: true,
      args: {
        filter: t.arg({ type: filter, description: 'The documents to select.' }),
        groupBy: t.arg({ type: [groupBy], description: 'One row for each combination of values, sorted by them.' }),
        dateUnit: t.arg({
          type: parts.dateUnit,
          description: 'The span by which the dates in `groupBy` are grouped.',
        }),
        orderBy: t.arg({
          type: [orderBy],
          description: 'How groups are sorted. Ties are broken by their values.',
        }),
        having: t.arg({ type: having, description: 'The groups to keep, by their numbers.' }),
        first: t.arg.int({ description: 'Maximum number of groups.' }),
        offset: t.arg.int({ description: 'Number of groups to skip.' }),
      },
      plan: ({ context, field, args, nodes }) =>
        toAggregateRead(model, entry, context, args as AggregateArguments, field.type, nodes),
      cost: costOfAggregate,
      execute: readAggregates,
    }),
  );
}
