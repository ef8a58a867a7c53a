import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LATE_V15 } from '../../demo/demo-site.ts';
import { type AppFolder, doctypeOf, writeApp } from '../demo/app-folder.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const APP = [
  doctypeOf('Bench Update', [
    ['größe', 'Int'],
    ['名前', 'Data'],
    ['selected', 'Data'],
    ['from_day', 'Date'],
    ['union', 'Data'],
    ['from', 'Data'],
    ['select', 'Data'],
    ['parts', 'Table', { options: 'Bench Part' }],
  ]),
  doctypeOf('Bench Part', [['part', 'Data']], { istable: 1 }),
  doctypeOf('Selected Update', [
    ['from_day', 'Date'],
    ['parts', 'Table', { options: 'Bench Part' }],
  ]),
];

const SITES = [
  { label: 'v14', version: 14, dialect: {} },
  { label: 'v15', version: 15, dialect: {} },
  { label: 'late v15', version: 15, dialect: LATE_V15 },
  { label: 'v16', version: 16, dialect: {} },
  { label: 'v17', version: 17, dialect: {} },
] as const;

/** The old engine looks at the text of an order or a grouping. What it takes for SQL is refused before any call. */
describe.each(SITES)('names that look like SQL on $label', ({ label, version, dialect }) => {
  let app: AppFolder;
  let gateway: TestGateway;
  beforeAll(async () => {
    app = writeApp(APP);
    gateway = await startTestGateway({ version, dialect, doctypeFolders: [app.path] }, { METHODS_FILE: 'none' });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    app[Symbol.dispose]();
  });

  /** The argument that is refused, or null if the site answers. */
  const refused = async (query: string): Promise<string | null> => {
    gateway.site.requests.length = 0;
    const { data, errors } = await gateway.query(query);
    if (errors === undefined) {
      expect(Object.values(data)).not.toContain(null);
      return null;
    }
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(gateway.site.requests).toEqual([]);
    const [{ message, extensions } = { message: '', extensions: {} }] = errors;
    expect(message).toMatch(new RegExp(`^${String(extensions.field)}: this site (?:cannot sort|refuses names)`));
    return String(extensions.field);
  };
  const isLate = label === 'late v15';
  const isOld = version !== 17;

  test.each<[orderBy: string, isRefused: boolean]>([
    ['[{ grosse_xd353a2: ASC }]', isOld],
    ['[{ selected: DESC }, { f_x7ec262: DESC }]', isOld],
    ['[{ selected: ASC }, { from_day: DESC }]', isOld && !isLate],
    ['[{ from_day: ASC }, { selected: ASC }]', isOld && !isLate],
    ['[{ select: ASC }, { from: ASC }]', isOld],
    ['[{ from: ASC }, { select: ASC }]', isOld && !isLate],
    ['[{ union: ASC }]', isLate],
    ['[{ selected: ASC }]', false],
    ['[{ from: ASC }, { creation: DESC }]', false],
  ])('order a list by %s, or are refused: %s', async (orderBy, isRefused) => {
    const query = `{ benchUpdates(orderBy: ${orderBy}) { totalCount nodes { name } } }`;
    expect(await refused(query)).toBe(isRefused ? 'orderBy' : null);
  });

  test.each<[arguments: string, argument: string | null]>([
    ['groupBy: [grosse_xd353a2]', isOld ? 'groupBy' : null],
    ['groupBy: [selected, from_day]', isOld && !isLate ? 'groupBy' : null],
    ['groupBy: [union]', isLate ? 'groupBy' : null],
    ['groupBy: [selected]', null],
  ])('group by %s, or are refused', async (argument, expected) => {
    expect(await refused(`{ benchUpdateAggregate(${argument}) { count } }`)).toBe(expected);
  });

  // v14 has no minimum: the first of a sorted list is it.
  test('are measured, or refused', async () => {
    const [isFirstOfList, query] = [version === 14, '{ benchUpdateAggregate { max { grosse_xd353a2 } } }'];
    expect(await refused(query)).toBe(isFirstOfList ? 'max' : null);
  });

  test('are looked for in the name of the DocType too, if its rows are joined', async () => {
    const order = 'orderBy: [{ from_day: ASC }]';
    expect(await refused(`{ selectedUpdates(${order}) { nodes { name } } }`)).toBeNull();
    const joined = `{ selectedUpdates(${order}, filter: { parts: { some: { part: { eq: "x" } } } }) { nodes { name } } }`;
    expect(await refused(joined)).toBe(isOld && !isLate ? 'orderBy' : null);
  });
});
