import { GatewayError } from '../errors.ts';
import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import { tellHiddenColumns } from './list-rows.ts';
import {
  attachedKey,
  type ChildTableStep,
  type CompleteRows,
  childColumns,
  type Row,
  type RowSource,
} from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';
import { wholeFieldsStep } from './whole-fields-step.ts';

/** Attaches the rows of a child table: from the document or list itself where they came along, else by one batch. */
export async function childTableStep(
  scope: RequestScope,
  parent: DocTypeMeta,
  step: ChildTableStep,
  rows: readonly Row[],
  source: RowSource,
  next: CompleteRows,
): Promise<void> {
  const key = attachedKey(step.fieldname);
  const tables = await tablesOf(scope, parent, step, rows, source);
  const children: Row[] = [];
  rows.forEach((row, index) => {
    const table = tables[index] ?? null;
    row[key] = table;
    if (Array.isArray(table)) for (const child of table) children.push(child);
  });
  if (source === 'list') tellHiddenColumns(children, [...step.plan.columns]);
  await next(step.plan, children, 'list');
}

async function tablesOf(
  scope: RequestScope,
  parent: DocTypeMeta,
  step: ChildTableStep,
  rows: readonly Row[],
  source: RowSource,
): Promise<(Row[] | Error | null)[]> {
  if (source === 'document') return rows.map((row) => nestedRows(row, step.fieldname));
  if (step.isVirtual) {
    await wholeFieldsStep(scope, parent, { kind: 'wholeFields', fieldnames: [step.fieldname] }, rows, source);
    return rows.map((row) => (row[step.fieldname] instanceof Error ? null : nestedRows(row, step.fieldname)));
  }
  const areNested = scope.model.info.capabilities.nestedChildRows;
  return areNested ? rows.map((row) => nestedRows(row, step.fieldname)) : readTables(scope, parent, step, rows);
}

/** A table that is missing from the answer is an empty one in a document, and one that may not be read in a list. */
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
  const columns = childColumns(step.plan);
  const keys = rows.map((row) => ({ parent: String(row.name), parentfield: step.fieldname, columns }));
  const tables = await scope.loaders.childRows(parent, step.plan.doctype).loadMany(keys);
  // One failed batch is one error, told by the first parent, and not one per parent.
  const failed = tables.find((table) => table instanceof Error);
  if (failed === undefined) return tables.map((table) => copyRows(table as Row[], step));
  return tables.map((table, index) => (index === 0 ? failed : table instanceof Error ? unread(failed) : table));
}

function copyRows(table: Row[], step: ChildTableStep): Row[] {
  return step.plan.steps.length > 0 ? table.map((row) => ({ ...row })) : table;
}

function unread(cause: Error): GatewayError {
  return cause instanceof GatewayError ? cause : new GatewayError('UPSTREAM_ERROR', 'The child rows were not read.');
}
