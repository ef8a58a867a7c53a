import { expect } from 'vitest';
import type { ContractCase } from '../../contract-case.ts';
import { countAll, readAll } from '../../read-all.ts';
import { answers, forbids, readOrders, recorded, refuses } from './recorded-case.ts';

const page = (args: string, fields = 'name') => `{ shopOrders(${args}) { nodes { ${fields} } } }`;

/** Pages of the list by name, and of what is recorded of it: its first rows. */
const names = (id: string, args: string, from: number, to: number) =>
  recorded(id, `${args} is the part of the list that it says`, async (site) => {
    const all = await readOrders(site);
    const { data, errors } = await site.ask(page(args));
    expect(errors).toBeUndefined();
    const found = data.shopOrders.nodes.map(({ name }: { name: string }) => name);
    expect(found).toEqual(all.slice(from, to).map(({ name }) => name));
  });

/** The recorded exchanges `list.*`. */
export const RECORDED_LIST_CASES: readonly ContractCase[] = [
  names('list.default', 'orderBy: [{ name: ASC }]', 0, 20),
  names('list.start', 'orderBy: [{ name: ASC }], first: 3, offset: 3', 3, 6),
  names('list.limit-alias', 'first: 3', 0, 3),
  names('list.limit-zero', 'first: 0', 0, 0),
  names('list.debug', 'first: 1', 0, 1),
  recorded('list.fields', 'standard columns and links are read as selected', async (site) => {
    const fields = 'name order_date grand_total docstatus modified customer { name }';
    const { data, errors } = await site.ask(page('first: 5', fields));
    expect(errors).toBeUndefined();
    for (const row of data.shopOrders.nodes) {
      expect(row.customer.name).toMatch(/^CUST-/);
      expect(row.grand_total).toMatch(/^\d+\.\d+$/);
      expect(row.modified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
      expect(['DRAFT', 'SUBMITTED', 'CANCELLED']).toContain(row.docstatus);
    }
  }),
  recorded('list.order-two-keys', 'equal rows are sorted by the second key', async (site) => {
    const rows = await readAll(site, {
      list: 'shopOrders',
      fields: 'status',
      orderBy: '[{ status: DESC }, { name: ASC }]',
    });
    const all = await readOrders(site);
    const statuses = [...new Set(rows.map(({ status }) => status))];
    expect(statuses).toEqual([...statuses].sort().reverse());
    const expected = statuses.flatMap((status) => all.filter((row) => row.status === status).map(({ name }) => name));
    expect(rows.map(({ name }) => name)).toEqual(expected);
  }),
  refuses('list.star', page('first: 2', '*')),
  refuses('list.limit-negative', page('first: -1')),
  refuses('list.as-dict-false', page('first: 2, as_dict: false')),
  refuses('list.order-bad-field', page('orderBy: [{ nope: ASC }]')),
  refuses('list.order-injection', page('orderBy: "name asc; drop table x"')),
  refuses('list.child-doctype-no-parent', '{ shopOrderItems(first: 2) { nodes { name } } }'),
  recorded(
    'list.child-doctype-with-parent',
    'rows come under their parents, as the documents have them',
    async (site) => {
      const fields = 'items { idx qty rate item { name } }';
      const list = await site.ask(page('first: 2', `name ${fields}`));
      for (const row of list.data.shopOrders.nodes) {
        const { data } = await site.ask(`{ shopOrder(name: "${row.name}") { name ${fields} } }`);
        expect(row).toEqual(data.shopOrder);
      }
    },
  ),
  recorded('list.child-doctype-alice', 'she gets no rows of an order that she may not read', async (site) => {
    const filter = '{ name: { in: ["SO-2026-00001", "SO-2026-00002"] } }';
    const rows = await readAll(site, { list: 'shopOrders', fields: 'items { idx }', filter, as: 'alice' });
    expect(rows.map(({ name }) => name)).toEqual(['SO-2026-00001']);
  }),
  forbids('list.child-doctype-bob', page('first: 1', 'items { idx }'), 'FORBIDDEN', { as: 'bob' }),
  recorded('list.expand', 'what is selected of a link is that of its document', async (site) => {
    const { data } = await site.ask(page('first: 1', 'customer { name customer_name }'));
    const { customer } = data.shopOrders.nodes[0];
    const { data: one } = await site.ask(`{ shopCustomer(name: "${customer.name}") { name customer_name } }`);
    expect(customer).toEqual(one.shopCustomer);
  }),
  answers('list.single', '{ shopSettings { doctype name } }', { shopSettings: { doctype: 'Shop Settings' } }),
  {
    ...answers('list.virtual', '{ shopMetrics(first: 1) { nodes { name title value } } }', {
      shopMetrics: { nodes: [{ name: 'metric-01', title: 'Metric 1', value: 1.5 }] },
    }),
    needsDemo: 'a virtual DocType needs a Python controller, which no REST call can bring to a site',
  },
  refuses('list.unknown-doctype', '{ noSuchDocTypes { nodes { name } } }'),
  ...(['list.get_list-post', 'list.big-in-get', 'list.big-in-post'] as const).map((id) =>
    recorded(id, 'a filter of 400 names finds them, however long a URL may be', async (site) => {
      const all = (await readOrders(site)).slice(0, 400).map(({ name }) => name);
      const filter = `{ name: { in: ${JSON.stringify(all)} } }`;
      const found = await readAll(site, { list: 'shopOrders', filter });
      expect(found.map(({ name }) => name)).toEqual(all);
    }),
  ),
  recorded('list.get_list-post-child', 'the rows of 400 orders come with them', async (site) => {
    const rows = await readAll(site, { list: 'shopOrders', fields: 'items { idx }', pageSize: 400 });
    expect(rows.every(({ items }) => (items as unknown[]).length > 0)).toBe(true);
  }),
];

/** The recorded exchanges `fields.*`. */
export const RECORDED_FIELD_CASES: readonly ContractCase[] = [
  refuses('fields.malformed-json', '{ shopOrders(first: 1) { nodes { name,status'),
  refuses('fields.unknown', page('first: 2', 'name nope')),
  recorded('fields.link-dotted', 'links of links are read, each with the right target', async (site) => {
    const { data, errors } = await site.ask(page('first: 3', 'customer { name customer_name region { name } }'));
    expect(errors).toBeUndefined();
    for (const { customer } of data.shopOrders.nodes) {
      const query = `{ shopCustomer(name: "${customer.name}") { name customer_name region { name } } }`;
      expect(customer).toEqual((await site.ask(query)).data.shopCustomer);
    }
  }),
  recorded(
    'fields.link-dotted-alice',
    'fields of a customer whom she may not read stay hidden, and no row is lost',
    async (site) => {
      const rows = await site.ask(page('first: 3', 'name customer { name customer_name }'), { as: 'alice' });
      const plain = await site.ask(page('first: 3'), { as: 'alice' });
      expect(rows.data.shopOrders.nodes.map(({ name }: { name: string }) => name)).toEqual(
        plain.data.shopOrders.nodes.map(({ name }: { name: string }) => name),
      );
      const [shared] = rows.data.shopOrders.nodes;
      expect(shared).toEqual({ name: 'SO-2026-00001', customer: { name: expect.any(String), customer_name: null } });
      expect(rows.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    },
  ),
  ...(['fields.child-dotted', 'fields.child-backtick', 'fields.child-dict', 'fields.table-field'] as const).map((id) =>
    recorded(id, 'an order comes once, with its rows in it', async (site) => {
      const { data, errors } = await site.ask(page('first: 5', 'name items { item { name } qty }'));
      expect(errors).toBeUndefined();
      expect(new Set(data.shopOrders.nodes.map(({ name }: { name: string }) => name)).size).toBe(5);
      for (const { items } of data.shopOrders.nodes) expect(items[0]).toMatchObject({ item: { name: /^ITEM-/ } });
    }),
  ),
  {
    ...recorded('fields.virtual-field', 'a computed field is there in lists too', async (site) => {
      const { data, errors } = await site.ask(page('first: 2', 'name age_in_days'));
      expect(errors).toBeUndefined();
      for (const row of data.shopOrders.nodes) expect(Number.isInteger(row.age_in_days)).toBe(true);
    }),
  },
  refuses('fields.password-field', '{ shopCustomers(first: 2) { nodes { name portal_password } } }'),
  ...(['fields.aggregate-string', 'fields.aggregate-dict'] as const).map((id) =>
    recorded(id, 'groups have the count and the sum of their orders', async (site) => {
      const all = await readOrders(site);
      const query = '{ shopOrderAggregate(groupBy: [status]) { group { status } count sum { grand_total } } }';
      const { data, errors } = await site.ask(query);
      expect(errors).toBeUndefined();
      expect(data.shopOrderAggregate).toHaveLength(new Set(all.map(({ status }) => status)).size);
      for (const { group, count, sum } of data.shopOrderAggregate) {
        const some = all.filter(({ status }) => status === group.status);
        expect(count).toBe(some.length);
        expect(Number(sum.grand_total)).toBeCloseTo(
          some.reduce((add, row) => add + Number(row.grand_total), 0),
          4,
        );
      }
    }),
  ),
  recorded('fields.distinct', 'each status is a group once', async (site) => {
    const { data } = await site.ask('{ shopOrderAggregate(groupBy: [status]) { group { status } } }');
    const found = data.shopOrderAggregate.map(({ group }: { group: { status: string } }) => group.status);
    expect(new Set(found)).toEqual(new Set((await readOrders(site)).map(({ status }) => status)));
    expect(new Set(found).size).toBe(found.length);
  }),
  refuses('fields.function-blocked', page('first: 1', 'sleep(1)')),
  refuses('fields.subquery', page('first: 1', '(select password from __Auth)')),
];

/** The recorded exchanges `count.*`. */
export const RECORDED_COUNT_CASES: readonly ContractCase[] = [
  recorded('count.client', 'a filtered count is the number of rows', async (site) => {
    const open = (await readOrders(site)).filter(({ status }) => status === 'Open');
    expect(await countAll(site, { list: 'shopOrders', filter: '{ status: { eq: Open } }' })).toBe(open.length);
  }),
  recorded('count.v2', 'the count of all is the number of rows', async (site) => {
    expect(await countAll(site, { list: 'shopOrders' })).toBe((await readOrders(site)).length);
  }),
  ...(['count.client-alice', 'count.reportview-alice', 'count.v2-alice'] as const).map((id) =>
    recorded(id, 'she counts what she can page through, in each way of counting', async (site) => {
      const rows = await readAll(site, { list: 'shopOrders', as: 'alice' });
      expect(await countAll(site, { list: 'shopOrders', as: 'alice' })).toBe(rows.length);
      const { data } = await site.ask('{ shopOrderAggregate { count } }', { as: 'alice' });
      expect(data.shopOrderAggregate).toEqual([{ count: rows.length }]);
    }),
  ),
];
