import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import { addCosts, NO_COST } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName } from '../../../schema/model/naming.ts';
import { assertNoWorkflow } from '../assert-no-workflow.ts';
import type { NamedDoc } from '../delete-doc.ts';
import { discardDoc } from '../discard-doc.ts';
import { setDocstatus } from '../set-docstatus.ts';
import type { WriteTarget, WrittenDoc } from '../written-doc.ts';
import { namingField } from './name-field.ts';
import { costOfTarget, type PayloadRef, planTarget } from './payload-type.ts';
import { readIfModified } from './update-field.ts';

/** A step in the life of a submittable document. */
interface DocstatusStep {
  verb: 'submit' | 'cancel' | 'discard';
  description: string;
  /** Whether `modified` is looked at before, as the call itself cannot compare it. */
  looksBefore: boolean;
  run(scope: RequestScope, target: WriteTarget, named: NamedDoc): Promise<WrittenDoc>;
}

const SUBMIT: DocstatusStep = {
  verb: 'submit',
  description: 'Submits a draft of a',
  looksBefore: false,
  run: async (scope, target, named) => {
    await assertNoWorkflow(scope, target.doctype, named.name);
    return setDocstatus(scope, target, named, 1);
  },
};
const CANCEL: DocstatusStep = {
  verb: 'cancel',
  description: 'Cancels a submitted',
  looksBefore: false,
  run: (scope, target, named) => setDocstatus(scope, target, named, 2),
};
const DISCARD: DocstatusStep = {
  verb: 'discard',
  description: 'Discards a draft of a',
  looksBefore: true,
  run: discardDoc,
};

/** `submitShopOrder`, `cancelShopOrder`, and `discardShopOrder` where the site can. */
export function addDocstatusFields(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef): void {
  if (!entry.meta.isSubmittable) return;
  for (const step of [SUBMIT, CANCEL, ...(parts.canDiscard ? [DISCARD] : [])]) addStep(parts, entry, payload, step);
}

function addStep(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef, step: DocstatusStep): void {
  const { model } = parts;
  parts.builder.mutationField(mutationFieldName(step.verb, entry.singular), (t) =>
    rootField(t, {
      type: payload,
      description: `${step.description} ${entry.meta.name}.`,
      args: {
        name: t.arg.id({ required: true, description: 'The name of the document.' }),
        ifModified: t.arg({
          type: 'LocalDateTime',
          description: `The \`modified\` that you have read: \`CONFLICT\` if the document has a different one by now.${step.looksBefore ? ' It is checked before the call.' : ''}`,
        }),
      },
      plan: (root) => ({
        target: planTarget(root, entry),
        named: { name: String(root.args.name), ifModified: readIfModified(root.args) },
      }),
      cost: ({ target, named }, basis) => {
        const looks = step.looksBefore && named.ifModified !== null ? { calls: 1, rows: 1 } : NO_COST;
        return addCosts([{ calls: 1, rows: 1 }, looks, costOfTarget(target, basis)]);
      },
      execute: (scope, { target, named }) =>
        namingField(scope, { model, entry, path: null, input: null }, () => step.run(scope, target, named)),
    }),
  );
}
