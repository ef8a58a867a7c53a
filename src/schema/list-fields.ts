import { readList } from '../operations/read-list.ts';
import type { Page, SchemaParts } from './builder.ts';
import { readConnectionSelection } from './connection-selection.ts';
import type { DocTypeEntry } from './doctype-entry.ts';
import { type ListArguments, listArguments, toListRead } from './list-arguments.ts';
import { planNodes } from './plan-field.ts';

/** The root field of a list. */
export function addListField(parts: SchemaParts, entry: DocTypeEntry): void {
  const connection = parts.connections.get(entry.meta.name);
  if (connection === undefined) return;
  parts.builder.queryField(entry.plural, (t) =>
    t.field({
      type: connection,
      description: `The ${entry.meta.name} documents that you may see.`,
      args: listArguments(parts, entry, t.arg),
      resolve: async (_root, args, scope, info): Promise<Page> => {
        const selection = readConnectionSelection(info, info.returnType, info.fieldNodes);
        const plan = () => planNodes(info, scope, entry.meta.name, selection.nodes);
        const read = toListRead(parts.model, scope.limits, entry, args as ListArguments, selection, plan);
        return { ...(await readList(scope, read)), orderBy: read.orderBy };
      },
    }),
  );
}
