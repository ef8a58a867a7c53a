import { addCosts } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { byFilterFieldName } from '../../../schema/model/write-names.ts';
import { BULK_BATCH, type BulkWork, writeByFilter } from '../bulk-write.ts';
import { deleteDoc } from '../delete-doc.ts';
import { bulkArguments, costOfSelection, readBulk, toBulkWrite } from './bulk-arguments.ts';
import { bulkWriteOf } from './bulk-types.ts';

/** `deleteShopOrdersByFilter(filter, expectCount)`: one result for each document, for stored documents. */
export function addDeleteByFilterField(parts: SchemaParts, entry: DocTypeEntry): void {
  const { meta, plural } = entry;
  const filter = parts.filters.get(meta.name);
  if (filter === undefined || meta.isVirtual) return;
  const { model, builder } = parts;
  builder.mutationField(byFilterFieldName('delete', plural), (t) =>
    rootField(t, {
      type: bulkWriteOf(parts),
      description: `Deletes every ${meta.name} that a filter finds, a few at a time, in the order of their names.`,
      args: bulkArguments(t.arg, filter),
      plan: ({ args, context }) => readBulk(model, entry, context.limits, args),
      cost: ({ selection }, basis) =>
        addCosts([
          costOfSelection(selection, basis),
          { calls: selection.first + Math.ceil(selection.first / BULK_BATCH), rows: selection.first },
        ]),
      execute: async (scope, bulk) => {
        const work: BulkWork = {
          prepare: async () => {},
          write: async ({ name }) => (await deleteDoc(scope, meta, { name, ifModified: null })).messages,
          looksAgain: true,
        };
        return toBulkWrite(await writeByFilter(scope, bulk.selection, work), bulk);
      },
    }),
  );
}
