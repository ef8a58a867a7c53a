import { mapConcurrently } from '../metadata/map-concurrently.ts';
import { countDocs } from './count-docs.ts';
import { condition } from './filter.ts';
import { type ListPage, toPage } from './list-page.ts';
import { readPageRows } from './read-page.ts';
import { attachedKey, type CompleteRows, type Row, type TreeStep, toRowShape } from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';
import { resolveFilter } from './resolve-filter.ts';

/** Reads the nodes above or below each row of a tree: one call per row, a few at a time, as each has another place. */
export async function treeStep(
  scope: RequestScope,
  step: TreeStep,
  rows: readonly Row[],
  next: CompleteRows,
): Promise<void> {
  const names = [...new Set(rows.map((row) => String(row.name)))];
  const pages = await mapConcurrently(names, scope.limits.concurrentDocuments, (name) =>
    readNodes(scope, step, name).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
  );
  const byName = new Map(names.map((name, index) => [name, pages[index]]));
  for (const row of rows) row[attachedKey(step.fieldname)] = byName.get(String(row.name));
  const found = pages.flatMap((page) => (page instanceof Error ? [] : [...page.rows]));
  if (step.read.plan) await next(step.read.plan, found, 'list');
}

async function readNodes(scope: RequestScope, { read, relation }: TreeStep, name: string): Promise<ListPage> {
  const filter = { kind: 'and' as const, parts: [read.filter, condition('name', relation, name, false)] };
  const wire = await resolveFilter(scope, read.doctype, filter);
  if (wire === null) return { ...toPage(read, []), totalCount: read.wantsTotalCount ? 0 : null };
  const { plan, page } = read;
  const size = page.size + (read.wantsMore ? 1 : 0);
  const [found, totalCount] = await Promise.all([
    plan === null
      ? []
      : readPageRows(
          scope,
          read.doctype,
          toRowShape(plan, scope.model.info.capabilities.nestedChildRows),
          wire,
          read.orderBy,
          { ...page, size },
        ),
    read.wantsTotalCount ? countDocs(scope, read.doctype, wire) : null,
  ]);
  return { ...toPage(read, found), totalCount };
}
