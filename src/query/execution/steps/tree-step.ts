import { toError } from '../../../errors.ts';
import { mapConcurrently } from '../../../metadata/map-concurrently.ts';
import { repeat } from '../../plan/cost.ts';
import { condition } from '../../plan/filter.ts';
import type { TreeStep } from '../../plan/read-plan.ts';
import { resolveFilter } from '../filter/resolve-filter.ts';
import { readCountedPage } from '../paging/counted-page.ts';
import type { ListPage } from '../paging/list-page.ts';
import { assertMaySort } from '../permission/assert-may-test.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import type { StepKind } from './read-step.ts';

/** Reads the nodes above or below each row of a tree: one call per row, a few at a time, as each has another place. */
export const treeStep: StepKind<TreeStep> = {
  async read(step, { scope, rows, next }) {
    const names = [...new Set(rows.map((row) => String(row.name)))];
    const pages = await mapConcurrently(names, scope.limits.concurrentDocuments, (name) =>
      readNodes(scope, step, name).catch(toError),
    );
    const byName = new Map(names.map((name, index) => [name, pages[index]]));
    for (const row of rows) row[step.key] = byName.get(String(row.name));
    const found = pages.flatMap((page) => (page instanceof Error ? [] : [...page.rows]));
    if (step.read.plan) await next(step.read.plan, found, 'list');
  },
  cost: ({ read }, { rows, basis, costs }) => repeat(basis, rows, () => costs.ofList(read, basis)),
};

async function readNodes(scope: RequestScope, { read, relation }: TreeStep, name: string): Promise<ListPage> {
  await assertMaySort(scope, read.doctype, read.orderBy);
  const filter = { kind: 'and' as const, parts: [read.filter, condition('name', relation, name, false)] };
  return readCountedPage(scope, read, await resolveFilter(scope, read.doctype, filter));
}
