import { GatewayError } from '../errors.ts';
import { attachedKey, type DocPlan, type Row, TITLE_KEY } from './read-plan.ts';

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
  const step = plan.steps[0];
  if (step?.kind === 'title') stub[TITLE_KEY] = told;
  else if (step?.kind === 'wholeFields') stub[step.fieldnames[0] ?? ''] = told;
  else if (step) stub[attachedKey(step.kind === 'link' ? step.attachAs : step.fieldname)] = told;
  return stub;
}
