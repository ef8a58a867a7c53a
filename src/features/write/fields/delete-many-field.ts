import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName } from '../../../schema/model/naming.ts';
import { deleteDoc } from '../delete-doc.ts';
import { repeatedNames, writeMany } from '../write-many.ts';
import { EACH, namedTwice } from './many-items.ts';

/** `deleteShopOrders(names)`: one result or error for each, in the order of the names. */
export function addDeleteManyField({ builder, deletion }: SchemaParts, { meta, plural }: DocTypeEntry): void {
  builder.mutationField(mutationFieldName('delete', plural), (t) =>
    rootField(t, {
      type: [deletion],
      ...EACH,
      description: `Deletes many ${meta.name}, a few at a time. One that fails is null, with its error.`,
      args: { names: t.arg.idList({ required: true, description: 'The names of the documents.' }) },
      plan: ({ args }) => args.names.map(String),
      cost: (names) => ({ calls: names.length, rows: 0 }),
      execute: async (scope, names) => {
        const repeated = repeatedNames(names);
        return writeMany(scope, names, async (name, index) => {
          if (repeated.has(index)) throw namedTwice(name, `names.${index}`);
          return deleteDoc(scope, meta, { name, ifModified: null });
        });
      },
    }),
  );
}
