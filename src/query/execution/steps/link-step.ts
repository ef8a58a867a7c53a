import { type CompleteRows, type DocPlan, type LinkStep, type Row, toRowShape } from '../../plan/read-plan.ts';
import { isName } from '../../plan/row-values.ts';
import { forbiddenTarget } from '../permission/forbidden-target.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import type { StepKind } from './read-step.ts';

/** Reads the documents that a Link docfield of the rows names, by one batched list call as the caller. */
export const linkStep: StepKind<LinkStep> = {
  async read(step, { scope, rows, next }) {
    const targets = await readTargets(scope, step.plan, namesIn(rows, step.fieldname), next);
    for (const row of rows) {
      const name = row[step.fieldname];
      if (isName(name)) row[step.key] = targets.get(String(name));
    }
  },
  cost: ({ plan }, { rows, basis, costs }) => costs.ofNames(plan, rows, basis),
};

/** Reads documents by name. One that is missing or fails becomes a stub that keeps its name and has the error. */
export async function readTargets(
  scope: RequestScope,
  plan: DocPlan,
  names: ReadonlySet<string>,
  next: CompleteRows,
): Promise<Map<string, Row>> {
  const shape = toRowShape(plan, scope.model.info.capabilities.nestedChildRows);
  const wanted = [...names];
  const found = await scope.loaders.rows(plan.doctype)(wanted, shape);
  const targets = new Map<string, Row>();
  const readable: Row[] = [];
  found.forEach((answer, index) => {
    const name = wanted[index] as string;
    if (answer === null || answer instanceof Error) targets.set(name, forbiddenTarget(plan, name, answer));
    else {
      // Steps attach to their own copy: another path of the query may ask other things of the same document.
      const row = plan.steps.length > 0 ? { ...answer } : answer;
      targets.set(name, row);
      readable.push(row);
    }
  });
  await next(plan, readable, plan.doctype.isVirtual ? 'document' : 'list');
  return targets;
}

function namesIn(rows: readonly Row[], fieldname: string): Set<string> {
  const names = new Set<string>();
  for (const row of rows) if (isName(row[fieldname])) names.add(String(row[fieldname]));
  return names;
}
