import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { addCosts, costOfRoles, NO_COST } from '../../plan/cost.ts';
import { joinedColumns } from '../../plan/joined-columns.ts';
import { type ChildTableStep, childColumns, type Row, type RowSource } from '../../plan/read-plan.ts';
import { hideColumn } from '../permission/hidden-field.ts';
import { hideMaskedValues } from '../permission/masked-values.ts';
import { hideGuarded, refusalToRead } from '../permission/permlevels.ts';
import { markHiddenColumns } from '../rows/list-rows.ts';
import { readableDocs, readWholeDocs } from '../rows/whole-docs.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { ROWS_PER_TABLE, type StepKind } from './read-step.ts';

/** Attaches the rows of a child table: from the document or list itself where they came along, else by one batch. */
export const childTableStep: StepKind<ChildTableStep> = {
  async read(step, { scope, doctype: parent, rows, source, next }) {
    const { key } = step;
    if (source === 'list') {
      const refusal = await refusalToRead(scope, parent, parent, step.fieldname);
      const isMissing = isNested(scope, step) && !(step.fieldname in (rows[0] ?? {}));
      // Lists that bring rows along leave out a table that the caller cannot read, and one without rows is empty.
      if (refusal || isMissing) {
        hideColumn(rows, step.fieldname, refusal ?? undefined);
        return;
      }
    }
    const tables = await tablesOf(scope, parent, step, rows, source);
    const children: Row[] = [];
    rows.forEach((row, index) => {
      const table = tables[index] ?? null;
      row[key] = table;
      if (Array.isArray(table)) for (const child of table) children.push(child);
    });
    if (source === 'list' && !step.byDocument) {
      markHiddenColumns(children, [...step.plan.columns]);
      await hideMaskedValues(scope, parent, step.plan.doctype, [...step.plan.columns], children);
    }
    await next(step.plan, children, source === 'list' && !step.byDocument ? 'list' : 'row');
  },
  cost({ plan, fieldname, byDocument }, { doctype, rows, areWhole, basis, costs }) {
    const children = rows * ROWS_PER_TABLE;
    const batches = Math.ceil(rows / basis.limits.namesPerCall);
    const comesAlong = areWhole || (basis.capabilities.nestedChildRows && !byDocument);
    const own = { calls: comesAlong ? 0 : byDocument ? rows : batches, rows: children };
    const roles = addCosts([costOfRoles(plan.doctype, plan.columns), costOfRoles(doctype, [fieldname])]);
    const isJoined = !comesAlong && !byDocument && joinedColumns(plan.doctype, plan.columns).length > 0;
    const joined = isJoined ? { calls: batches, rows: children } : NO_COST;
    return addCosts([own, roles, joined, costs.ofSteps(plan, children, areWhole || byDocument, basis)]);
  },
};

async function tablesOf(
  scope: RequestScope,
  parent: DocTypeMeta,
  step: ChildTableStep,
  rows: readonly Row[],
  source: RowSource,
): Promise<(Row[] | Error | null)[]> {
  if (source === 'document') return rows.map((row) => nestedRows(row, step.fieldname));
  if (step.byDocument) return tablesInDocuments(scope, parent, step, rows);
  return isNested(scope, step)
    ? rows.map((row) => nestedRows(row, step.fieldname))
    : readTables(scope, parent, step, rows);
}

function isNested(scope: RequestScope, { byDocument }: ChildTableStep): boolean {
  return scope.model.info.capabilities.nestedChildRows && !byDocument;
}

/** Reads the rows' documents, each as the caller may read it: who may list a document may still not read it. */
async function tablesInDocuments(
  scope: RequestScope,
  parent: DocTypeMeta,
  step: ChildTableStep,
  rows: readonly Row[],
): Promise<(Row[] | Error | null)[]> {
  const docs = await readWholeDocs(scope, parent, rows);
  await hideGuarded(scope, { doctype: parent, columns: new Set(), steps: [step] }, readableDocs(docs));
  return rows.map((row) => {
    const doc = docs.get(String(row.name)) ?? null;
    if (doc === null || doc instanceof Error) return doc;
    const table = doc[step.fieldname];
    return table instanceof Error ? table : copyRows(nestedRows(doc, step.fieldname), step);
  });
}

/** A table that is missing in a document has no rows. */
function nestedRows(row: Row, fieldname: string): Row[] {
  const table = row[fieldname];
  return Array.isArray(table) ? (table as Row[]) : [];
}

async function readTables(
  scope: RequestScope,
  parent: DocTypeMeta,
  step: ChildTableStep,
  rows: readonly Row[],
): Promise<(Row[] | Error)[]> {
  const part = { parentfield: step.fieldname, columns: childColumns(step.plan) };
  const parents = rows.map(({ name }) => String(name));
  const tables = await scope.loaders.childRows(parent, step.plan.doctype)(parents, part);
  return tables.map((table) => (table instanceof Error ? table : copyRows(table, step)));
}

function copyRows(table: Row[], step: ChildTableStep): Row[] {
  return step.plan.steps.length > 0 ? table.map((row) => ({ ...row })) : table;
}
