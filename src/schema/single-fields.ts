import { costOfDoc } from '../operations/plan-cost.ts';
import { readSingle } from '../operations/read-single.ts';
import type { SchemaParts } from './builder.ts';
import type { DocTypeEntry } from './doctype-entry.ts';
import { planDocuments } from './plan-field.ts';
import { rootField } from './root-field.ts';

/** The root field of a Single. */
export function addSingleField(parts: SchemaParts, entry: DocTypeEntry): void {
  const type = parts.documents.get(entry.meta.name);
  if (type === undefined) return;
  parts.builder.queryField(entry.singular, (t) =>
    rootField(t, {
      type,
      description: `The Single ${entry.meta.name}.`,
      plan: ({ context, nodes }) => planDocuments(context, entry.meta.name, nodes),
      cost: costOfDoc,
      execute: readSingle,
    }),
  );
}
