import { costOfDoc } from '../operations/plan-cost.ts';
import { readDoc } from '../operations/read-doc.ts';
import type { SchemaParts } from './builder.ts';
import type { DocTypeEntry } from './doctype-entry.ts';
import { costExtension } from './operation-cost.ts';
import { planDocuments, planField } from './plan-field.ts';

/** The root field of one document: null, without an error, where it does not exist. */
export function addDocField(parts: SchemaParts, entry: DocTypeEntry): void {
  const type = parts.documents.get(entry.meta.name);
  if (type === undefined) return;
  parts.builder.queryField(entry.singular, (t) =>
    t.field({
      type,
      description: `One ${entry.meta.name}, or null where there is none of this name.`,
      extensions: costExtension(({ context, basis, nodes }) =>
        costOfDoc(planDocuments(context, entry.meta.name, nodes), basis),
      ),
      args: { name: t.arg.id({ required: true, description: 'The name (primary key) of the document.' }) },
      resolve: (_root, args, scope, info) => readDoc(scope, planField(info, scope, entry.meta.name), String(args.name)),
    }),
  );
}
