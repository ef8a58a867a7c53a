import { NO_COST } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName } from '../../../schema/model/naming.ts';
import { deleteDoc } from '../delete-doc.ts';
import { readIfModified } from './update-field.ts';

/** `deleteShopOrder(name, ifModified)`. */
export function addDeleteField(parts: SchemaParts, { meta, singular }: DocTypeEntry): void {
  parts.builder.mutationField(mutationFieldName('delete', singular), (t) =>
    rootField(t, {
      type: parts.deletion,
      description: `Deletes a ${meta.name}. The site refuses if others link to it, or if it is submitted.`,
      args: {
        name: t.arg.id({ required: true, description: 'The name of the document.' }),
        ifModified: t.arg({
          type: 'LocalDateTime',
          description:
            'The `modified` that you have read: `CONFLICT` if the document has a different one. It is checked before the call, so a change in that moment is not noticed.',
        }),
      },
      plan: ({ args }) => ({ name: String(args.name), ifModified: readIfModified(args) }),
      cost: ({ ifModified }) => ({ ...NO_COST, calls: ifModified === null ? 1 : 2 }),
      execute: (scope, named) => deleteDoc(scope, meta, named),
    }),
  );
}
