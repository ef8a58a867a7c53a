import { NO_COST } from '../../operations/cost.ts';
import { deleteDoc } from '../../operations/write/delete-doc.ts';
import type { SchemaParts } from '../builder.ts';
import type { DocTypeEntry } from '../doctype-entry.ts';
import { mutationFieldName } from '../naming.ts';
import { costExtension } from '../operation-cost.ts';
import { readIfModified } from './update-field.ts';

/** `deleteShopOrder(name, ifModified)`. */
export function addDeleteField(parts: SchemaParts, { meta, singular }: DocTypeEntry): void {
  parts.builder.mutationField(mutationFieldName('delete', singular), (t) =>
    t.field({
      type: parts.deletion,
      description: `Deletes a ${meta.name}. The site refuses it where others link to it, or where it is submitted.`,
      extensions: costExtension(({ args }) => ({ ...NO_COST, calls: readIfModified(args) === null ? 1 : 2 })),
      args: {
        name: t.arg.id({ required: true, description: 'The name of the document.' }),
        ifModified: t.arg({
          type: 'LocalDateTime',
          description:
            'The `modified` that you have read: `CONFLICT` where the document has another one. It is looked at before, and a change in that moment is not noticed.',
        }),
      },
      resolve: (_root, args, scope) =>
        deleteDoc(scope, meta, { name: String(args.name), ifModified: readIfModified(args) }),
    }),
  );
}
