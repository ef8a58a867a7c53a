import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { addCosts, NO_COST } from '../../plan/cost.ts';
import type { Row, UsersStep } from '../../plan/read-plan.ts';
import { readUsers } from '../rows/optional-columns.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { readTargets } from './link-step.ts';
import type { StepKind } from './read-step.ts';

const SHAPE = { columns: ['name', '_assign'], tables: {} };

/** Reads the users whom a column of the rows lists, all of them by one batched call; their names alone cost none. */
export const usersStep: StepKind<UsersStep> = {
  async read({ key, fieldname, plan }, { scope, doctype, rows, source, next }) {
    // Singles and virtual DocTypes lack these columns.
    const isMissing = fieldname === '_assign' && source === 'document' && !doctype.isSingle && !doctype.isVirtual;
    if (isMissing) await readAssignees(scope, doctype, rows);
    const names = new Set(rows.flatMap((row) => namesIn(row, fieldname)));
    const users = plan === null ? null : await readTargets(scope, plan, names, next);
    for (const row of rows) {
      if (row[fieldname] instanceof Error) row[key] = row[fieldname];
      else row[key] = namesIn(row, fieldname).map((name) => users?.get(name) ?? { name });
    }
  },
  cost({ fieldname, plan }, { rows, areWhole, basis, costs }) {
    const batches = Math.ceil(rows / basis.limits.namesPerCall);
    const assignees = fieldname === '_assign' && areWhole ? { calls: batches, rows } : NO_COST;
    return addCosts([assignees, plan ? costs.ofNames(plan, rows, basis) : NO_COST]);
  },
};

/** Single documents lack the column of assignees, alone of such columns, so a list is asked for it. */
async function readAssignees(scope: RequestScope, doctype: DocTypeMeta, rows: readonly Row[]): Promise<void> {
  const found = await scope.loaders.rows(doctype)(
    rows.map(({ name }) => String(name)),
    SHAPE,
  );
  rows.forEach((row, index) => {
    const listed = found[index];
    row._assign = listed instanceof Error ? listed : (listed?._assign ?? null);
  });
}

function namesIn(row: Row, fieldname: string): string[] {
  return row[fieldname] instanceof Error ? [] : readUsers(row[fieldname]);
}
