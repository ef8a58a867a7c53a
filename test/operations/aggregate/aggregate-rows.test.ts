import { expect, test } from 'vitest';
import type { DocTypeMeta } from '../../../src/metadata/doctype-meta.ts';
import type { AggregateRead, Measure } from '../../../src/query/execution/aggregate/aggregate.ts';
import { toAggregates } from '../../../src/query/execution/aggregate/aggregate-rows.ts';
import { ALL } from '../../../src/query/plan/filter.ts';

const count: Measure = {
  operation: 'sum',
  fieldname: 'views',
  key: 'sum__views',
  isExact: true,
  isWhole: true,
  column: 'number',
};
const read: AggregateRead = {
  doctype: { name: 'Shop Order' } as DocTypeMeta,
  filter: ALL,
  groupBy: [],
  measures: [count],
  orderBy: [],
  needsCount: true,
  having: [],
  distinct: [],
  groupPlan: null,
  first: null,
  offset: 0,
};

test.each([
  ['475.0', '475'],
  ['-3', '-3'],
  ['9007199254740993', '9007199254740993'],
  ['1e+16', '10000000000000000'],
  [null, null],
])('a sum of integers that the site sends as %s is %s', (sent, shown) => {
  const [row] = toAggregates(read, [{ count__name: 2, sum__views: sent }]);
  expect(row).toMatchObject({ count: 2, group: null, sum: { views: shown } });
});

test('a measure that is missing from the response is an error of the first row', () => {
  const rows = toAggregates({ ...read, groupBy: [{ fieldname: 'status', isText: true, unit: null }] }, [
    { status: 'Open', count__name: 2 },
    { status: 'Closed', count__name: 1 },
  ]);
  expect(rows[0]?.sum.views).toMatchObject({ code: 'FORBIDDEN', details: { field: 'views' } });
  expect(rows[1]?.sum.views).toBeNull();
  expect(rows.map(({ group }) => group)).toEqual([{ status: 'Open' }, { status: 'Closed' }]);
});
