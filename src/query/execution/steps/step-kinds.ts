import type { ReadStep } from '../../plan/read-plan.ts';
import { backlinkStep } from './backlink-step.ts';
import { childTableStep } from './child-table-step.ts';
import { dynamicLinkStep } from './dynamic-link-step.ts';
import { linkStep } from './link-step.ts';
import { perDocumentStep } from './per-document-step.ts';
import type { StepKind } from './read-step.ts';
import { titleStep } from './title-step.ts';
import { treeStep } from './tree-step.ts';
import { usersStep } from './users-step.ts';
import { wholeFieldsStep } from './whole-fields-step.ts';
import { workflowStep } from './workflow-step.ts';

/** Every kind of step. */
const STEP_KINDS: { readonly [Kind in ReadStep['kind']]: StepKind<Extract<ReadStep, { kind: Kind }>> } = {
  link: linkStep,
  dynamicLink: dynamicLinkStep,
  childTable: childTableStep,
  wholeFields: wholeFieldsStep,
  backlink: backlinkStep,
  tree: treeStep,
  title: titleStep,
  workflow: workflowStep,
  perDocument: perDocumentStep,
  users: usersStep,
};

/** @returns how a step reads, and what that may cost. */
export function kindOf({ kind }: ReadStep): StepKind {
  return STEP_KINDS[kind] as StepKind;
}
