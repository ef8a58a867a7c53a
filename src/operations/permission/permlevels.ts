import type { DocTypeMeta, PermissionType } from '../../metadata/doctype-meta.ts';
import type { DocPlan, Row } from '../read-plan.ts';
import type { RequestScope } from '../request-scope.ts';
import { guardedFieldsOf } from './guarded-fields.ts';
import { hideColumn } from './hidden-field.ts';
import { hasMask } from './masked-values.ts';

/** Whether a docfield of a DocType is above permlevel 0. */
export function isAboveLevelZero(doctype: DocTypeMeta, fieldname: string): boolean {
  return (guardedFieldsOf(doctype).get(fieldname)?.permlevel ?? 0) > 0;
}

/** The permlevels at which some roles have a right (frappe/model/meta.py, `get_permlevel_access`). */
export function permlevelsWith(
  right: PermissionType,
  doctype: DocTypeMeta,
  roles: ReadonlySet<string>,
): ReadonlySet<number> {
  const levels = new Set<number>();
  for (const { role, permlevel, rights } of doctype.permissions) {
    if (rights.has(right) && roles.has(role)) levels.add(permlevel);
  }
  return levels;
}

/**
 * Whether the caller may not read a docfield, by its permlevel. Asks for his roles only where it is above 0.
 *
 * @param permitting the DocType whose permissions decide: for child rows, their parent's.
 */
export async function isHidden(
  scope: RequestScope,
  permitting: DocTypeMeta,
  doctype: DocTypeMeta,
  fieldname: string,
): Promise<boolean> {
  const permlevel = guardedFieldsOf(doctype).get(fieldname)?.permlevel ?? 0;
  if (permlevel === 0) return false;
  return !permlevelsWith('read', permitting, (await scope.identity()).roles).has(permlevel);
}

/** Whether the site shows the caller a mask in the place of a docfield's values (v17). */
export async function isMasked(
  scope: RequestScope,
  permitting: DocTypeMeta,
  doctype: DocTypeMeta,
  fieldname: string,
): Promise<boolean> {
  const field = guardedFieldsOf(doctype).get(fieldname);
  if (field === undefined || !field.isMasked) return false;
  return !permlevelsWith('mask', permitting, (await scope.identity()).roles).has(field.permlevel);
}

/**
 * Takes values out of whole documents that the caller may not read. Sites do not do it well: v14 sends them, later ones
 * send hidden numbers as 0, and what a write answers is cut by none. Asks for the caller's roles only where the plan asks
 * for such a docfield.
 */
export async function hideGuarded(scope: RequestScope, plan: DocPlan, docs: readonly Row[]): Promise<void> {
  const { doctype } = plan;
  await hideColumns(scope, doctype, doctype, plan.columns, docs);
  for (const step of plan.steps) {
    if (step.kind === 'wholeFields') await hideColumns(scope, doctype, doctype, step.fieldnames, docs);
    if (step.kind !== 'childTable') continue;
    await hideColumns(scope, doctype, doctype, [step.fieldname], docs);
    const rows = docs.flatMap((doc) => (Array.isArray(doc[step.fieldname]) ? (doc[step.fieldname] as Row[]) : []));
    await hideColumns(scope, doctype, step.plan.doctype, fieldnamesOf(step.plan), rows);
  }
}

/** The docfields that a plan shows, without its tables. */
function fieldnamesOf({ columns, steps }: DocPlan): string[] {
  return [...columns, ...steps.flatMap((step) => (step.kind === 'wholeFields' ? step.fieldnames : []))];
}

async function hideColumns(
  scope: RequestScope,
  permitting: DocTypeMeta,
  doctype: DocTypeMeta,
  columns: Iterable<string>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  for (const column of columns) {
    if (await isHidden(scope, permitting, doctype, column)) hideColumn(rows, column);
    else if (await isMasked(scope, permitting, doctype, column)) hideUnmasked(doctype, rows, column);
  }
}

/** A mask that the site has put into a text stays. */
function hideUnmasked(doctype: DocTypeMeta, rows: readonly Row[], column: string): void {
  const isText = guardedFieldsOf(doctype).get(column)?.isText ?? false;
  const shown = rows.filter((row) => !(isText && hasMask(row[column])));
  hideColumn(shown, column);
}
