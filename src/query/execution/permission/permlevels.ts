import { toError } from '../../../errors.ts';
import type { DocTypeMeta, PermissionType } from '../../../metadata/doctype-meta.ts';
import { guardedFieldsOf } from '../../plan/guarded-fields.ts';
import type { DocPlan, Row } from '../../plan/read-plan.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { hiddenField, hideColumn, unknownRights } from './hidden-field.ts';
import { hasMask } from './mask.ts';

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
 * Why the caller cannot read a docfield, by its permlevel. Asks for their roles only if it is above 0.
 *
 * @param permitting the DocType whose permissions decide: for child rows, their parent's.
 * @returns null if they may.
 */
export async function refusalToRead(
  scope: RequestScope,
  permitting: DocTypeMeta,
  doctype: DocTypeMeta,
  fieldname: string,
): Promise<Error | null> {
  const permlevel = guardedFieldsOf(doctype).get(fieldname)?.permlevel ?? 0;
  return permlevel === 0 ? null : refusalOf(scope, permitting, 'read', permlevel, fieldname);
}

/** Why the site shows the caller a mask in the place of a docfield's values (v17). @returns null if it does not. */
export async function refusalToUnmask(
  scope: RequestScope,
  permitting: DocTypeMeta,
  doctype: DocTypeMeta,
  fieldname: string,
): Promise<Error | null> {
  const field = guardedFieldsOf(doctype).get(fieldname);
  return field?.isMasked ? refusalOf(scope, permitting, 'mask', field.permlevel, fieldname) : null;
}

/** Why the caller does not see a docfield's values as they are stored. @returns null if they do. */
export async function refusalToSee(
  scope: RequestScope,
  permitting: DocTypeMeta,
  doctype: DocTypeMeta,
  fieldname: string,
): Promise<Error | null> {
  const refusal = await refusalToRead(scope, permitting, doctype, fieldname);
  return refusal ?? refusalToUnmask(scope, permitting, doctype, fieldname);
}

/** If the roles cannot be learned, the docfield is hidden, and nothing else. */
async function refusalOf(
  scope: RequestScope,
  permitting: DocTypeMeta,
  right: PermissionType,
  permlevel: number,
  fieldname: string,
): Promise<Error | null> {
  const identity = await scope.identity().catch(toError);
  if (identity instanceof Error) return identity;
  if (identity.isAdministrator) return null;
  if (identity.roles === null) return unknownRights(fieldname);
  return permlevelsWith(right, permitting, identity.roles).has(permlevel) ? null : hiddenField(fieldname);
}

/**
 * Takes values out of whole documents that the caller cannot read. Sites do not do it well: v14 sends them, later ones
 * send hidden numbers as 0, and what a write answers is cut by none. Asks for the caller's roles only where the plan
 * asks for such a docfield.
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
  const guarded = guardedFieldsOf(doctype);
  if (rows.length === 0 || guarded.size === 0) return;
  for (const column of columns) {
    if (!guarded.has(column)) continue;
    const refusal = await refusalToRead(scope, permitting, doctype, column);
    if (refusal) hideColumn(rows, column, refusal);
    else await hideMasked(scope, permitting, doctype, column, rows);
  }
}

/** A mask that the site has put into a text stays; what a write echoes has none. */
async function hideMasked(
  scope: RequestScope,
  permitting: DocTypeMeta,
  doctype: DocTypeMeta,
  column: string,
  rows: readonly Row[],
): Promise<void> {
  const refusal = await refusalToUnmask(scope, permitting, doctype, column);
  if (refusal === null) return;
  const isText = guardedFieldsOf(doctype).get(column)?.isText ?? false;
  const shown = rows.filter((row) => !(isText && hasMask(row[column])));
  hideColumn(shown, column, refusal);
}
