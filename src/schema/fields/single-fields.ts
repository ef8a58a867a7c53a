import { costOfDoc } from '../../query/execution/plan-cost.ts';
import { readSingle } from '../../query/execution/read-single.ts';
import { planDocuments } from '../../query/planner/plan-field.ts';
import type { SchemaParts } from '../builder/builder.ts';
import { rootField } from '../builder/root-field.ts';
import type { DocTypeEntry } from '../model/doctype-entry.ts';

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
