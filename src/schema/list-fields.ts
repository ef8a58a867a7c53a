import type { FieldNode, GraphQLOutputType } from 'graphql';
import { costOfList } from '../operations/plan-cost.ts';
import { readList } from '../operations/read-list.ts';
import type { ListRead } from '../operations/read-plan.ts';
import type { Page, SchemaParts } from './builder.ts';
import { readConnectionSelection } from './connection-selection.ts';
import type { DocTypeEntry } from './doctype-entry.ts';
import { type ListArguments, listArguments, toListRead } from './list-arguments.ts';
import { costExtension } from './operation-cost.ts';
import { planDocuments, toPlanContext } from './plan-field.ts';
import type { SchemaModel } from './schema-model.ts';
import type { PlanContext } from './selection.ts';

/** The root field of a list. */
export function addListField(parts: SchemaParts, entry: DocTypeEntry): void {
  const connection = parts.connections.get(entry.meta.name);
  if (connection === undefined) return;
  const { model } = parts;
  parts.builder.queryField(entry.plural, (t) =>
    t.field({
      type: connection,
      description: `The ${entry.meta.name} documents that you may see.`,
      args: listArguments(parts, entry, t.arg),
      extensions: costExtension(({ context, basis, field, args, nodes }) =>
        costOfList(planList(model, entry, context, args, field.type, nodes), basis),
      ),
      resolve: async (_root, args, scope, info): Promise<Page> => {
        const read = planList(model, entry, toPlanContext(info, scope), args, info.returnType, info.fieldNodes);
        return { ...(await readList(scope, read)), orderBy: read.orderBy };
      },
    }),
  );
}

function planList(
  model: SchemaModel,
  entry: DocTypeEntry,
  context: PlanContext,
  args: object,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): ListRead {
  const selection = readConnectionSelection(context, type, nodes);
  const plan = () => planDocuments(context, entry.meta.name, selection.nodes);
  return toListRead(model, context.limits, entry, args as ListArguments, selection, plan);
}
