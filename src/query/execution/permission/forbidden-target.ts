import { GatewayError } from '../../../errors.ts';
import type { DocPlan, ReadStep, Row } from '../../plan/read-plan.ts';
import { reported } from '../../plan/refused-value.ts';

/**
 * The stand-in for a linked document that was not found: its name stays, and the first field that the query selects
 * of it has the error; all else refers to it.
 *
 * @param error what the read failed with, or null if it did not find the document: it does not exist, or the caller
 * cannot read it, and a batched read does not show which.
 */
export function forbiddenTarget(plan: DocPlan, name: string, error: Error | null): Row {
  const refusal =
    error ??
    new GatewayError('FORBIDDEN', `${plan.doctype.name} ${name} does not exist, or you are not allowed to read it.`);
  const columns = [...plan.columns].filter((column) => column !== 'name');
  const stub: Row = Object.fromEntries([...columns.map((column) => [column, reported(refusal)]), ['name', name]]);
  const [column] = columns;
  if (column !== undefined) stub[column] = refusal;
  const steps = plan.steps.flatMap((step) => (step.kind === 'wholeFields' ? [step, ...step.plan.steps] : [step]));
  for (const { kind, key } of steps) if (kind === 'childTable') stub[key] = reported(refusal);
  const [first, ...others] = steps;
  // Fields derived from a column are selected in its place, so the column's error would be lost.
  if (first && (column === undefined || isMadeOfColumn(first))) stub[first.key] = refusal;
  for (const step of others.filter(isMadeOfColumn)) stub[step.key] = refusal;
  return stub;
}

function isMadeOfColumn({ kind }: ReadStep): boolean {
  return kind === 'title' || kind === 'workflow' || kind === 'users';
}
