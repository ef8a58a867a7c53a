import { costOfList } from '../operations/plan-cost.ts';
import { readList } from '../operations/read-list.ts';
import type { ListRead } from '../operations/read-plan.ts';
import type { Page, SchemaParts } from './builder.ts';
import { readConnectionSelection } from './connection-selection.ts';
import type { DocTypeEntry } from './doctype-entry.ts';
import { type ListArguments, listArguments, toListRead } from './list-arguments.ts';
import { planDocuments } from './plan-field.ts';
import type { RootInput } from './root-definition.ts';
import { rootField } from './root-field.ts';
import type { SchemaModel } from './schema-model.ts';

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
      plan: (input) => planList(model, entry, input),
      cost: costOfList,
      execute: async (scope, read): Promise<Page> => {
        const page = { ...(await readList(scope, read)), orderBy: read.orderBy };
        return read.doctype.isVirtual ? { ...page, offset: read.page.offset } : page;
      },
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
