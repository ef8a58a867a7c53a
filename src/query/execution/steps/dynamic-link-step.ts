import type { CompleteRows, DynamicLinkStep, Row } from '../../plan/read-plan.ts';
import { isName } from '../../plan/row-values.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { readTargets } from './link-step.ts';
import type { StepKind } from './read-step.ts';

/** Reads the documents that a Dynamic Link names: one batch per DocType, side by side. */
export const dynamicLinkStep: StepKind<DynamicLinkStep> = {
  async read(step, { scope, rows, next }) {
    const byDoctype = new Map<string, Row[]>();
    for (const row of rows) {
      const doctype = row[step.doctypeFieldname];
      if (!isName(row[step.fieldname]) || !isName(doctype)) continue;
      byDoctype.set(String(doctype), [...(byDoctype.get(String(doctype)) ?? []), row]);
    }
    await Promise.all([...byDoctype].map(([doctype, some]) => readDoctype(scope, step, doctype, some, next)));
  },
  cost: ({ targets }, { rows, basis, costs }) => costs.ofAnyTargets([...targets.values()], rows, basis),
};

async function readDoctype(
  scope: RequestScope,
  step: DynamicLinkStep,
  doctype: string,
  rows: readonly Row[],
  next: CompleteRows,
): Promise<void> {
  const { key } = step;
  const plan = step.targets.get(doctype);
  const names = new Set(rows.map((row) => String(row[step.fieldname])));
  const targets = plan ? await readTargets(scope, plan, names, next) : new Map<string, Row>();
  for (const row of rows) {
    const name = String(row[step.fieldname]);
    row[key] = { ...(targets.get(name) ?? { name }), doctype };
  }
}
