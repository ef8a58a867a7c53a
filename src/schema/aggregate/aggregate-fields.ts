import type { GraphQLResolveInfo } from 'graphql';
import type { Aggregate } from '../../operations/aggregate/aggregate.ts';
import { costOfAggregate } from '../../operations/aggregate/aggregate-cost.ts';
import { readAggregates } from '../../operations/aggregate/read-aggregate.ts';
import type { RequestScope } from '../../operations/request-scope.ts';
import type { SchemaParts } from '../builder.ts';
import type { DocTypeEntry } from '../doctype-entry.ts';
import { aggregateFieldName } from '../naming.ts';
import { costExtension } from '../operation-cost.ts';
import { toPlanContext } from '../plan-field.ts';
import type { SchemaModel } from '../schema-model.ts';
import { addGroupOrder } from './aggregate-order.ts';
import { toAggregateRead } from './aggregate-read.ts';
import { addAggregateTypes } from './aggregate-types.ts';

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
  parts.builder.queryField(aggregateFieldName(entry.singular), (t) =>
    t.field({
      type: [aggregate],
      description: `Counts and measures the ${entry.meta.name} documents that you may see: one row, or one for each group.`,
      args: {
        filter: t.arg({ type: filter, description: 'Which documents.' }),
        groupBy: t.arg({ type: [groupBy], description: 'One row for each combination of values, sorted by them.' }),
        dateUnit: t.arg({
          type: parts.dateUnit,
          description: 'The spans into which the dates of `groupBy` are gathered.',
        }),
        orderBy: t.arg({
          type: [orderBy],
          description: 'How groups are sorted; by their values where nothing else decides.',
        }),
        first: t.arg.int({ description: 'How many groups at most.' }),
        offset: t.arg.int({ description: 'How many groups to pass over.' }),
      },
      extensions: costExtension(({ context, basis, field, args, nodes }) =>
        costOfAggregate(toAggregateRead(parts.model, entry, context, args, field.type, nodes), basis),
      ),
      resolve: aggregateResolver(parts.model, entry),
    }),
  );
}

/** Made apart, so that the served schema does not keep what it was built with in memory. */
function aggregateResolver(model: SchemaModel, entry: DocTypeEntry) {
  return (_root: unknown, args: object, scope: RequestScope, info: GraphQLResolveInfo): Promise<Aggregate[]> => {
    const context = toPlanContext(info, scope);
    return readAggregates(scope, toAggregateRead(model, entry, context, args, info.returnType, info.fieldNodes));
  };
}
