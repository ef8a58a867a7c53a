import { expect, test } from 'vitest';
import type { DocTypeMeta } from '../../../src/metadata/doctype-meta.ts';
import type { GroupQuery } from '../../../src/query/execution/aggregate/aggregate-query.ts';
import { mergeUnsetGroups } from '../../../src/query/execution/aggregate/merge-unset-groups.ts';
import type { Row } from '../../../src/query/plan/read-plan.ts';

const query: GroupQuery = {
  doctype: { name: 'Shop Order' } as DocTypeMeta,
  wire: { filters: [['docstatus', '=', 1]], orFilters: [], joinsRows: false },
  groupBy: [
    { fieldname: 'region', isText: true, unit: null },
    { fieldname: 'order_date', isText: false, unit: null },
  ],
  measures: [],
  orderBy: [],
  limit: 100,
};

function asking(answers: readonly Row[][]) {
  const asked: GroupQuery[] = [];
  return { asked, ask: async (again: GroupQuery) => answers[asked.push(again) - 1] ?? [] };
}

test('groups with one way of being unset are left as they are', async () => {
  const { asked, ask } = asking([]);
  const rows = [
    { region: null, order_date: null, count__name: 1 },
    { region: '', order_date: '2026-01-01', count__name: 2 },
    { region: 'North', order_date: null, count__name: 3 },
  ];
  expect(await mergeUnsetGroups(query, rows, ask)).toEqual(rows);
  expect(asked).toEqual([]);
});

test('groups that differ in NULL and empty text are asked for again as one, in the place of the first', async () => {
  const { asked, ask } = asking([
    [
      { order_date: null, count__name: 8 },
      { order_date: '2026-01-01', count__name: 5 },
    ],
  ]);
  const rows = [
    { region: null, order_date: '2026-01-01', count__name: 2 },
    { region: '', order_date: null, count__name: 8 },
    { region: '', order_date: '2026-01-01', count__name: 3 },
    { region: 'North', order_date: null, count__name: 1 },
  ];
  expect(await mergeUnsetGroups(query, rows, ask)).toEqual([
    { region: null, order_date: '2026-01-01', count__name: 5 },
    { region: null, order_date: null, count__name: 8 },
    { region: 'North', order_date: null, count__name: 1 },
  ]);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.groupBy).toEqual([{ fieldname: 'order_date', isText: false, unit: null }]);
  expect(asked[0]?.wire.filters).toEqual([
    ['docstatus', '=', 1],
    ['region', 'is', 'not set'],
  ]);
});

test('each set of unset columns is asked for apart', async () => {
  const two = {
    ...query,
    groupBy: [
      query.groupBy[0] ?? { fieldname: '', isText: true, unit: null },
      { fieldname: 'status', isText: true, unit: null },
    ],
  };
  const { asked, ask } = asking([
    [{ count__name: 7 }],
    [
      { status: null, count__name: 7 },
      { status: 'Open', count__name: 2 },
    ],
  ]);
  const rows = [
    { region: null, status: '', count__name: 3 },
    { region: null, status: 'Open', count__name: 1 },
    { region: '', status: null, count__name: 4 },
    { region: '', status: 'Open', count__name: 1 },
  ];
  expect(await mergeUnsetGroups(two, rows, ask)).toEqual([
    { region: null, status: null, count__name: 7 },
    { region: null, status: 'Open', count__name: 2 },
  ]);
  expect(asked.map(({ groupBy }) => groupBy.map(({ fieldname }) => fieldname))).toEqual([[], ['status']]);
});
