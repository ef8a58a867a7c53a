import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import { hideColumn } from './hidden-field.ts';
import type { DocPlan, Row } from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';

/** The docfields of a DocType above permlevel 0, by fieldname. Most DocTypes have none. */
export function permlevelsOf(doctype: DocTypeMeta): ReadonlyMap<string, number> {
  const known = PERMLEVELS.get(doctype);
  if (known !== undefined) return known;
  const levels = new Map(
    doctype.docfields.filter((field) => field.permlevel > 0).map((field) => [field.fieldname, field.permlevel]),
  );
  PERMLEVELS.set(doctype, levels);
  return levels;
}

const PERMLEVELS = new WeakMap<DocTypeMeta, ReadonlyMap<string, number>>();

/** The permlevels above 0 of a DocType that some roles may read (frappe/model/meta.py, `get_permlevel_access`). */
export function readablePermlevels(doctype: DocTypeMeta, roles: ReadonlySet<string>): ReadonlySet<number> {
  const levels = new Set<number>();
  for (const { role, permlevel, rights } of doctype.permissions) {
    if (permlevel > 0 && rights.has('read') && roles.has(role)) levels.add(permlevel);
  }
  return levels;
}

/**
 * Takes values out of a whole document that the caller may not read. Sites do not do it well: v14 sends them, later
 * ones send hidden numbers as 0. Asks for the caller's roles only where the plan asks for such a docfield.
 */
export async function hideByPermlevel(scope: RequestScope, plan: DocPlan, doc: Row): Promise<void> {
  await hideColumns(scope, plan.doctype, plan.doctype, plan.columns, [doc]);
  for (const step of plan.steps) {
    if (step.kind === 'wholeFields') await hideColumns(scope, plan.doctype, plan.doctype, step.fieldnames, [doc]);
    if (step.kind !== 'childTable') continue;
    await hideColumns(scope, plan.doctype, plan.doctype, [step.fieldname], [doc]);
    const rows = doc[step.fieldname];
    if (Array.isArray(rows))
      await hideColumns(scope, step.plan.doctype, plan.doctype, step.plan.columns, rows as Row[]);
  }
}

async function hideColumns(
  scope: RequestScope,
  doctype: DocTypeMeta,
  permittingDoctype: DocTypeMeta,
  columns: Iterable<string>,
  rows: readonly Row[],
): Promise<void> {
  const levels = permlevelsOf(doctype);
  if (levels.size === 0 || rows.length === 0) return;
  for (const column of columns) {
    const permlevel = levels.get(column);
    if (permlevel === undefined) continue;
    const readable = readablePermlevels(permittingDoctype, (await scope.identity()).roles);
    if (!readable.has(permlevel)) hideColumn(rows, column);
  }
}
