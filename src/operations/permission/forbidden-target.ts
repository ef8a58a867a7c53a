import { GatewayError } from '../../errors.ts';
import { attachedKey, type DocPlan, perDocumentKey, type ReadStep, type Row, TITLE_KEY } from '../read-plan.ts';

/**
 * The stand-in for a linked document that was not found: its name stays, and the first thing that the query asks of it
 * tells the error; all else is null.
 *
 * @param error what the read failed with, or null where it did not find the document: it does not exist, or the caller
 * may not read it, and a batched read cannot tell which.
 */
export function forbiddenTarget(plan: DocPlan, name: string, error: Error | null): Row {
  const told =
    error ?? new GatewayError('FORBIDDEN', `${plan.doctype.name} ${name} does not exist or may not be read.`);
  const stub: Row = { name };
  for (const column of plan.columns) {
    if (column === 'name') continue;
    stub[column] = told;
    return stub;
  }
  const [step] = plan.steps;
  if (step) stub[placeOf(step)] = told;
  return stub;
}

/** Where a step leaves what it read. */
function placeOf(step: ReadStep): string {
  switch (step.kind) {
    case 'title':
      return TITLE_KEY;
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
