import { costOfDoc } from '../../query/execution/plan-cost.ts';
import { readDoc } from '../../query/execution/read-doc.ts';
import { planDocuments } from '../../query/planner/plan-field.ts';
import type { SchemaParts } from '../builder/builder.ts';
import { rootField } from '../builder/root-field.ts';
import type { DocTypeEntry } from '../model/doctype-entry.ts';

/** The root field of one document: null, without an error, where it does not exist. */
export function addDocField(parts: SchemaParts, entry: DocTypeEntry): void {
  const type = parts.documents.get(entry.meta.name);
  if (type === undefined) return;
  parts.builder.queryField(entry.singular, (t) =>
    rootField(t, {
      type,
      description: `One ${entry.meta.name}, or null if it does not exist.`,
      args: { name: t.arg.id({ required: true, description: 'The name (primary key) of the document.' }) },
      plan: ({ context, args, nodes }) => ({
        name: String(args.name),
        doc: planDocuments(context, entry.meta.name, nodes),
      }),
      cost: ({ doc }, basis) => costOfDoc(doc, basis),
      execute: (scope, { name, doc }) => readDoc(scope, doc, name),
    }),
  );
}
