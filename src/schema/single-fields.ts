import { costOfDoc } from '../operations/plan-cost.ts';
import { readSingle } from '../operations/read-single.ts';
import type { SchemaParts } from './builder.ts';
import type { DocTypeEntry } from './doctype-entry.ts';
import { costExtension } from './operation-cost.ts';
import { planDocuments, planField } from './plan-field.ts';

/** The root field of a Single. */
export function addSingleField(parts: SchemaParts, entry: DocTypeEntry): void {
  const type = parts.documents.get(entry.meta.name);
  if (type === undefined) return;
  parts.builder.queryField(entry.singular, (t) =>
    t.field({
      type,
      description: `The Single ${entry.meta.name}.`,
      extensions: costExtension(({ context, basis, nodes }) =>
        costOfDoc(planDocuments(context, entry.meta.name, nodes), basis),
      ),
      resolve: (_root, _args, scope, info) => readSingle(scope, planField(info, scope, entry.meta.name)),
    }),
  );
}
