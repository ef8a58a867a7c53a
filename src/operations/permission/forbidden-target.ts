import { GatewayError } from '../../errors.ts';
import {
  attachedKey,
  type DocPlan,
  perDocumentKey,
  type ReadStep,
  type Row,
  TITLE_KEY,
  WORKFLOW_KEY,
} from '../read-plan.ts';

/**
 * The stand-in for a linked document that was not found: its name stays, and the first field that the query selects
 * of it has the error; all else is null.
 *
 * @param error what the read failed with, or null if it did not find the document: it does not exist, or the caller
 * cannot read it, and a batched read does not show which.
 */
export function forbiddenTarget(plan: DocPlan, name: string, error: Error | null): Row {
  const refusal =
    error ??
    new GatewayError('FORBIDDEN', `${plan.doctype.name} ${name} does not exist, or you are not allowed to read it.`);
  const stub: Row = { name };
  const column = [...plan.columns].find((one) => one !== 'name');
  if (column !== undefined) stub[column] = refusal;
  const steps = plan.steps.flatMap((step) => (step.kind === 'wholeFields' ? [step, ...step.plan.steps] : [step]));
  const [first, ...others] = steps;
  // Fields derived from a column are selected in its place, so the column's error would be lost.
  if (first && (column === undefined || isMadeOfColumn(first))) stub[placeOf(first)] = refusal;
  for (const step of others.filter(isMadeOfColumn)) stub[placeOf(step)] = refusal;
  return stub;
}

function isMadeOfColumn({ kind }: ReadStep): boolean {
  return kind === 'title' || kind === 'workflow' || kind === 'users';
}

/** The key under which a step attaches its result. */
function placeOf(step: ReadStep): string {
  switch (step.kind) {
    case 'title':
      return TITLE_KEY;
    case 'workflow':
      return WORKFLOW_KEY;
    case 'wholeFields':
      return step.fieldnames[0] ?? '';
    case 'perDocument':
      return perDocumentKey(step.read);
    case 'link':
      return attachedKey(step.attachAs);
    default:
      return attachedKey(step.fieldname);
  }
}
