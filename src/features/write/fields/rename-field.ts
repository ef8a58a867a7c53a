import { addCosts, NO_COST } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName } from '../../../schema/model/naming.ts';
import { renameDoc } from '../rename-doc.ts';
import { costOfTarget, type PayloadRef, planTarget } from './payload-type.ts';
import { readIfModified } from './update-field.ts';

/** `renameShopTag(name, newName, merge)`, for DocTypes that allow it. */
export function addRenameField(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef): void {
  if (!entry.meta.allowRename) return;
  parts.builder.mutationField(mutationFieldName('rename', entry.singular), (t) =>
    rootField(t, {
      type: payload,
      description: `Renames a ${entry.meta.name}, with all links to it.`,
      args: {
        name: t.arg.id({ required: true, description: 'The current name.' }),
        newName: t.arg.id({ required: true, description: 'The new name.' }),
        merge: t.arg.boolean({
          description: 'Merges it into the existing document that has the new name. The old document is then deleted.',
        }),
        ifModified: t.arg({
          type: 'LocalDateTime',
          description:
            'The `modified` that you have read: `CONFLICT` if the document has a different one. It is checked before the call, so a change in that moment is not noticed.',
        }),
      },
      plan: (root) => ({
        target: planTarget(root, entry),
        renaming: {
          name: String(root.args.name),
          newName: String(root.args.newName),
          merge: root.args.merge ?? false,
          ifModified: readIfModified(root.args),
        },
      }),
      cost: ({ target, renaming }, basis) => {
        const looks = renaming.ifModified === null ? NO_COST : { calls: 1, rows: 1 };
        // The renamed document is read where it is asked for.
        return addCosts([{ calls: 2, rows: 1 }, looks, costOfTarget(target, basis)]);
      },
      execute: (scope, { target, renaming }) => renameDoc(scope, target, renaming),
    }),
  );
}
