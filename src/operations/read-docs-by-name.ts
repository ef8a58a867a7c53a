import { completeRows } from './complete-rows.ts';
import { readDoc } from './read-doc.ts';
import { type DocPlan, type Row, toRowShape } from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';

/** Reads documents by name in one batch as the caller. Those that are missing or may not be read are left out. */
export async function readDocsByName(
  scope: RequestScope,
  plan: DocPlan,
  names: ReadonlySet<string>,
): Promise<Map<string, Row>> {
  const rows = plan.doctype.isSingle ? await readSingles(scope, plan, names) : await readBatch(scope, plan, names);
  return new Map(rows.map(([name, row]) => [name, row]));
}

async function readBatch(scope: RequestScope, plan: DocPlan, names: ReadonlySet<string>): Promise<[string, Row][]> {
  const shape = toRowShape(plan, scope.model.info.capabilities.nestedChildRows);
  const shapeKey = JSON.stringify(shape);
  const wanted = [...names];
  const answers = await Promise.all(
    wanted.map((name) => scope.loaders.rows(plan.doctype).load({ name, shape, shapeKey })),
  );
  const rows = wanted.flatMap((name, index): [string, Row][] => {
    const row = answers[index];
    return row ? [[name, { ...row }]] : [];
  });
  await completeRows(
    scope,
    plan,
    rows.map(([, row]) => row),
    plan.doctype.isVirtual ? 'document' : 'list',
  );
  return rows;
}

/** A Single has no list; its only document has the DocType's name. */
async function readSingles(scope: RequestScope, plan: DocPlan, names: ReadonlySet<string>): Promise<[string, Row][]> {
  if (!names.has(plan.doctype.name)) return [];
  const doc = await readDoc(scope, plan, plan.doctype.name);
  return doc ? [[plan.doctype.name, doc]] : [];
}
