import { costOfList } from '../../query/execution/plan-cost.ts';
import { readList } from '../../query/execution/read-list.ts';
import type { ListRead } from '../../query/plan/read-plan.ts';
import { readConnectionSelection } from '../../query/planner/connection-selection.ts';
import { planDocuments } from '../../query/planner/plan-field.ts';
import type { RootInput } from '../../query/selection/root-definition.ts';
import { type ListArguments, listArguments, toListRead } from '../arguments/list-arguments.ts';
import type { SchemaParts } from '../builder/builder.ts';
import { rootField } from '../builder/root-field.ts';
import type { DocTypeEntry } from '../model/doctype-entry.ts';
import type { SchemaModel } from '../model/schema-model.ts';

/** The root field of a list. */
export function addListField(parts: SchemaParts, entry: DocTypeEntry): void {
  const connection = parts.connections.get(entry.meta.name);
  if (connection === undefined) return;
  const { model } = parts;
  parts.builder.queryField(entry.plural, (t) =>
    rootField(t, {
      type: connection,
      description: `The ${entry.meta.name} documents that you may see.`,
      args: listArguments(parts, entry, t.arg),
      isSemanticNonNull: true,
      plan: (input) => planList(model, entry, input),
      cost: costOfList,
      execute: readList,
    }),
  );
}

function planList(
  model: SchemaModel,
  entry: DocTypeEntry,
  { context, field, args, nodes }: RootInput<object>,
): ListRead {
  const selection = readConnectionSelection(context, field.type, nodes);
  const plan = () => planDocuments(context, entry.meta.name, selection.nodes);
  return toListRead(model, context.limits, entry, args as ListArguments, selection, plan);
}
