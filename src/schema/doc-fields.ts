import { costOfDoc } from '../operations/plan-cost.ts';
import { readDoc } from '../operations/read-doc.ts';
import type { SchemaParts } from './builder.ts';
import type { DocTypeEntry } from './doctype-entry.ts';
import { planDocuments } from './plan-field.ts';
import { rootField } from './root-field.ts';

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
