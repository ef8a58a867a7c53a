import { addCosts, NO_COST } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName } from '../../../schema/model/naming.ts';
import { applyWorkflow } from '../apply-workflow.ts';
import { namingField } from './name-field.ts';
import { costOfTarget, type PayloadRef, planTarget } from './payload-type.ts';
import { readIfModified } from './update-field.ts';

/** `applyWorkflowShopReturn(name, action)`, for DocTypes with an active workflow. */
export function addWorkflowField(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef): void {
  if (entry.meta.workflowStateField === null) return;
  const { model } = parts;
  parts.builder.mutationField(mutationFieldName('applyWorkflow', entry.singular), (t) =>
    rootField(t, {
      type: payload,
      description: `Takes a ${entry.meta.name} a step further in its workflow.`,
      args: {
        name: t.arg.id({ required: true, description: 'The name of the document.' }),
        action: t.arg.string({
          required: true,
          description: 'The action, one of `_meta { workflow { transitions { action } } }`.',
        }),
        ifModified: t.arg({
          type: 'LocalDateTime',
          description:
            'The `modified` that you have read: `CONFLICT` if the document has a different one. It is checked before the call.',
        }),
      },
      plan: (root) => ({
        target: planTarget(root, entry),
        named: { name: String(root.args.name), ifModified: readIfModified(root.args) },
        action: root.args.action,
      }),
      cost: ({ target, named }, basis) => {
        const looks = named.ifModified === null ? NO_COST : { calls: 1, rows: 1 };
        return addCosts([{ calls: 2, rows: 1 }, looks, costOfTarget(target, basis)]);
      },
      execute: (scope, { target, named, action }) =>
        namingField(scope, { model, entry, path: null, input: null }, () =>
          applyWorkflow(scope, target, named, action),
        ),
    }),
  );
}
