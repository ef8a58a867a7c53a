import { addCosts, NO_COST } from '../../operations/cost.ts';
import { applyWorkflow } from '../../operations/write/apply-workflow.ts';
import type { SchemaParts } from '../builder.ts';
import type { DocTypeEntry } from '../doctype-entry.ts';
import { mutationFieldName } from '../naming.ts';
import { costExtension } from '../operation-cost.ts';
import { namingField } from './name-field.ts';
import { costOfPayload, type PayloadRef, toWriteTarget } from './payload-type.ts';
import { readIfModified } from './update-field.ts';

/** `applyWorkflowShopReturn(name, action)`, for DocTypes with an active workflow. */
export function addWorkflowField(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef): void {
  if (entry.meta.workflowStateField === null) return;
  parts.builder.mutationField(mutationFieldName('applyWorkflow', entry.singular), (t) =>
    t.field({
      type: payload,
      description: `Takes a ${entry.meta.name} a step on in its workflow.`,
      args: {
        name: t.arg.id({ required: true, description: 'The name of the document.' }),
        action: t.arg.string({
          required: true,
          description: 'What is done, as `_meta { workflow { transitions { action } } }` tells it.',
        }),
        ifModified: t.arg({
          type: 'LocalDateTime',
          description:
            'The `modified` that you have read: `CONFLICT` where the document has another one. It is looked at before.',
        }),
      },
      extensions: costExtension((cost) => {
        const looks = readIfModified(cost.args) === null ? NO_COST : { calls: 1, rows: 1 };
        return addCosts([{ calls: 2, rows: 1 }, looks, costOfPayload(cost, entry)]);
      }),
      resolve: (_root, args, scope, info) =>
        namingField(parts.model, entry, null, () =>
          applyWorkflow(
            scope,
            toWriteTarget(info, scope, entry),
            { name: String(args.name), ifModified: readIfModified(args) },
            args.action,
          ),
        ),
    }),
  );
}
