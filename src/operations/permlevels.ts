import { readRows } from '../frappe/envelope.ts';
import { toListRequest } from '../frappe/list-request.ts';
import type { DocFieldMeta, DocTypeCatalog, DocTypeMeta } from '../metadata/doctype-meta.ts';
import { isStored, isTable } from '../metadata/doctype-meta.ts';
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

/**
 * Finds out which permlevels of a DocType the caller may read, by one list call for one column of each level: lists
 * leave out what the caller may not read, on every version. (Asking for his roles instead has no call that every
 * version offers to everybody.) Child DocTypes have the permissions of their parent.
 *
 * @returns null where no row came back, so that nothing was learned; the caller then counts as not entitled.
 */
export async function probePermlevels(scope: RequestScope, doctype: DocTypeMeta): Promise<ReadonlySet<number> | null> {
  const probes = permlevelProbes(doctype, scope.model.doctypes);
  if (probes.size === 0) return new Set();
  const fields = ['name', ...[...probes].map(([level, column]) => `${column} as permlevel_${level}`)];
  const request = toListRequest({ doctype: doctype.name, fields, orderBy: null, limit: 1 });
  const [row] = readRows(await scope.client.send(request, scope.caller));
  if (row === undefined) return null;
  return new Set([...probes.keys()].filter((level) => `permlevel_${level}` in row));
}

/** One stored column per level: an own one, else one of a child table (`items.cost`). */
function permlevelProbes(doctype: DocTypeMeta, doctypes: DocTypeCatalog): Map<number, string> {
  const probes = new Map<number, string>();
  const add = (docfield: DocFieldMeta, column: string) => {
    if (docfield.permlevel > 0 && isStored(docfield) && !probes.has(docfield.permlevel)) {
      probes.set(docfield.permlevel, column);
    }
  };
  for (const docfield of doctype.docfields) add(docfield, docfield.fieldname);
  for (const table of doctype.docfields.filter(isTable)) {
    const child = doctypes.get(table.options ?? '');
    for (const docfield of child?.docfields ?? []) add(docfield, `${table.fieldname}.${docfield.fieldname}`);
  }
  return probes;
}

/**
 * Takes values out of a whole document that the caller may not read. Sites do not do it well: v14 sends them, later
 * ones send hidden numbers as 0. Costs a call only where the plan asks for such a docfield.
 */
export async function hideByPermlevel(scope: RequestScope, plan: DocPlan, doc: Row): Promise<void> {
  await hideColumns(scope, plan.doctype, plan.doctype, plan.columns, [doc]);
  for (const step of plan.steps) {
    if (step.kind === 'virtualFields') await hideColumns(scope, plan.doctype, plan.doctype, step.fieldnames, [doc]);
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
    const readable = await scope.readablePermlevels(permittingDoctype);
    if (!readable.has(permlevel)) hideColumn(rows, column);
  }
}
