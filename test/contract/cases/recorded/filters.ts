import { expect } from 'vitest';
import type { ContractCase } from '../../contract-case.ts';
import { readAll, readNames } from '../../read-all.ts';
import { finds, type ReadOrder, recorded, refuses } from './recorded-case.ts';

const total = (order: ReadOrder) => Number(order.grand_total);
const isAcme = ({ customer_name }: ReadOrder) => customer_name?.toLowerCase().startsWith('acme') === true;
const isOpen = ({ status }: ReadOrder) => status === 'Open';
const isSet = (text: string | null) => text !== null && text !== '';
const isOpenOrClosed = ({ status }: ReadOrder) => status === 'Open' || status === 'Closed';

/** The recorded exchanges `filter.*`. */
export const RECORDED_FILTER_CASES: readonly ContractCase[] = [
  finds('filter.eq', '{ status: { eq: Open } }', isOpen),
  finds('filter.ne', '{ status: { ne: Open } }', (order) => !isOpen(order)),
  finds('filter.gt', '{ grand_total: { gt: 5000 } }', (order) => total(order) > 5000),
  finds('filter.gte', '{ grand_total: { gte: 5000 } }', (order) => total(order) >= 5000),
  finds('filter.lt', '{ grand_total: { lt: 100 } }', (order) => total(order) < 100),
  finds('filter.lte', '{ grand_total: { lte: 100 } }', (order) => total(order) <= 100),
  finds('filter.like', '{ customer_name: { like: "Acme%" } }', isAcme),
  finds('filter.not-like', '{ customer_name: { notLike: "Acme%" } }', (order) => !isAcme(order)),
  finds('filter.in', '{ status: { in: [Open, Closed] } }', isOpenOrClosed),
  finds('filter.not-in', '{ status: { notIn: [Open, Closed] } }', (order) => !isOpenOrClosed(order)),
  finds('filter.in-empty', '{ status: { in: [] } }', () => false),
  finds(
    'filter.between',
    '{ order_date: { between: { from: "2025-01-01", to: "2025-01-31" } } }',
    ({ order_date }) => order_date !== null && order_date >= '2025-01-01' && order_date <= '2025-01-31',
  ),
  finds('filter.is-set', '{ delivery_note: { isSet: true } }', (order) => isSet(order.delivery_note)),
  finds('filter.is-not-set', '{ delivery_note: { isSet: false } }', (order) => !isSet(order.delivery_note)),
  finds('filter.null-eq', '{ delivery_note: { eq: null } }', (order) => !isSet(order.delivery_note)),
  finds('filter.null-ne', '{ delivery_note: { ne: null } }', (order) => isSet(order.delivery_note)),
  finds('filter.four-tuple', '{ status: { eq: Open } }', isOpen),
  finds('filter.child-four-tuple', '{ items: { some: { item: { eq: "ITEM-0001" } } } }', ({ items }) =>
    items.some(({ item }) => item?.name === 'ITEM-0001'),
  ),
  finds('filter.name-in', '{ name: { in: ["SO-2026-00001", "SO-2026-00002", "missing"] } }', ({ name }) =>
    ['SO-2026-00001', 'SO-2026-00002'].includes(name),
  ),
  finds(
    'filter.dict',
    '{ status: { eq: Open }, docstatus: { ne: CANCELLED } }',
    (order) => isOpen(order) && order.docstatus !== 'CANCELLED',
  ),
  finds(
    'filter.or',
    '{ or: [{ status: { eq: Open } }, { grand_total: { gt: 5000 } }] }',
    (order) => isOpen(order) || total(order) > 5000,
  ),
  finds(
    'filter.and-or',
    '{ currency: { eq: "EUR" }, or: [{ status: { eq: Open } }, { grand_total: { gt: 5000 } }] }',
    (order) => order.currency?.name === 'EUR' && (isOpen(order) || total(order) > 5000),
  ),
  finds(
    'filter.link-dotted',
    '{ customer: { where: { customer_type: { eq: Company } } } }',
    ({ customer }) => customer?.customer_type === 'Company',
  ),
  recorded('filter.timespan', 'LAST_YEAR finds orders of one year', async (site) => {
    const found = await readAll(site, {
      list: 'shopOrders',
      fields: 'order_date',
      filter: '{ order_date: { timespan: LAST_YEAR } }',
    });
    const years = new Set(found.map(({ order_date }) => String(order_date).slice(0, 4)));
    expect(years.size).toBeLessThanOrEqual(1);
    const [year] = years;
    if (year === undefined) return;
    const filter = `{ order_date: { between: { from: "${year}-01-01", to: "${year}-12-31" } } }`;
    expect(await readNames(site, 'shopOrders', filter)).toEqual(found.map(({ name }) => name));
  }),
  ...treeCases(),
  refuses('filter.in-csv', '{ shopOrders(filter: { status: { in: "Open,Closed" } }) { nodes { name } } }'),
  refuses('filter.bad-operator', '{ shopOrders(filter: { status: { regex: "x" } }) { nodes { name } } }'),
  refuses('filter.bad-field', '{ shopOrders(filter: { nope: { eq: 1 } }) { nodes { name } } }'),
  refuses('filter.malformed-json', '{ shopOrders(filter: "[[") { nodes { name } } }'),
];

/** Places in the tree, against the links of the regions to their parents. */
function treeCases(): ContractCase[] {
  const cases: [id: string, filter: string, holds: (path: string[]) => boolean][] = [
    ['filter.descendants-of', '{ region: { descendantsOf: "North" } }', (path) => path.slice(1).includes('North')],
    [
      'filter.not-descendants-of',
      '{ not: { region: { descendantsOf: "North" } } }',
      (path) => !path.slice(1).includes('North'),
    ],
    [
      'filter.descendants-inclusive',
      '{ or: [{ region: { eq: "North 1-A" } }, { region: { descendantsOf: "North 1-A" } }] }',
      (path) => path.includes('North 1-A'),
    ],
  ];
  return [
    ...cases.map(([id, filter, holds]) =>
      recorded(id, `${filter} finds orders by the place of their region`, async (site) => {
        const regions = await readAll(site, { list: 'shopRegions', fields: '_meta { parent { name } }' });
        const parents = new Map(regions.map(({ name, _meta }) => [name, parentOf(_meta)]));
        const orders = await readAll(site, { list: 'shopOrders', fields: 'region { name }' });
        const expected = orders.filter(({ region }) =>
          holds(pathOf((region as { name: string } | null)?.name, parents)),
        );
        const found = await readNames(site, 'shopOrders', filter);
        expect(found).toEqual(expected.map(({ name }) => name));
      }),
    ),
    recorded('filter.ancestors-of', 'orders of regions above one are found', async (site) => {
      const { data } = await site.ask('{ shopRegion(name: "North 1-A") { _meta { ancestors { nodes { name } } } } }');
      const above = data.shopRegion._meta.ancestors.nodes.map(({ name }: { name: string }) => name);
      expect(above.length).toBeGreaterThan(0);
      const filter = `{ region: { in: ${JSON.stringify(above)} } }`;
      const found = await readNames(site, 'shopOrders', '{ region: { ancestorsOf: "North 1-A" } }');
      expect(found).toEqual(await readNames(site, 'shopOrders', filter));
    }),
  ];
}

function parentOf(meta: unknown): string | undefined {
  return (meta as { parent: { name: string } | null }).parent?.name;
}

/** A region and all above it. */
function pathOf(region: string | undefined, parents: ReadonlyMap<string, string | undefined>): string[] {
  return region === undefined ? [] : [region, ...pathOf(parents.get(region), parents)];
}
