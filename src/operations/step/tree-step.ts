import { toError } from '../../errors.ts';
import { mapConcurrently } from '../../metadata/map-concurrently.ts';
import { readCountedPage } from '../counted-page.ts';
import { condition } from '../filter/filter.ts';
import { resolveFilter } from '../filter/resolve-filter.ts';
import type { ListPage } from '../list-page.ts';
import { assertMaySort } from '../permission/assert-may-test.ts';
import { attachedKey, type CompleteRows, type Row, type TreeStep } from '../read-plan.ts';
import type { RequestScope } from '../request-scope.ts';

/** Reads the nodes above or below each row of a tree: one call per row, a few at a time, as each has another place. */
export async function treeStep(
  scope: RequestScope,
  step: TreeStep,
  rows: readonly Row[],
  next: CompleteRows,
): Promise<void> {
  const names = [...new Set(rows.map((row) => String(row.name)))];
  const pages = await mapConcurrently(names, scope.limits.concurrentDocuments, (name) =>
    readNodes(scope, step, name).catch(toError),
  );
  const byName = new Map(names.map((name, index) => [name, pages[index]]));
  for (const row of rows) row[attachedKey(step.fieldname)] = byName.get(String(row.name));
  const found = pages.flatMap((page) => (page instanceof Error ? [] : [...page.rows]));
  if (step.read.plan) await next(step.read.plan, found, 'list');
}

async function readNodes(scope: RequestScope, { read, relation }: TreeStep, name: string): Promise<ListPage> {
  await assertMaySort(scope, read.doctype, read.orderBy);
  const filter = { kind: 'and' as const, parts: [read.filter, condition('name', relation, name, false)] };
  return readCountedPage(scope, read, await resolveFilter(scope, read.doctype, filter));
}
