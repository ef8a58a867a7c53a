import { expect } from 'vitest';
import type { ContractCase } from '../../contract-case.ts';
import { readAll } from '../../read-all.ts';
import { forbids, recorded } from './recorded-case.ts';

/** The recorded exchanges `perm.*`. */
export const RECORDED_PERMISSION_CASES: readonly ContractCase[] = [
  recorded(
    'perm.alice-list',
    'she sees the orders of her region, and the one that is shared with her',
    async (site) => {
      const rows = await readAll(site, { list: 'shopOrders', fields: 'region { name }', as: 'alice' });
      const others = rows.filter(({ region }) => !(region as { name: string }).name.startsWith('North'));
      expect(others.map(({ name }) => name)).toEqual(['SO-2026-00001']);
      expect(rows.length).toBeGreaterThan(1);
    },
  ),
  recorded('perm.alice-list-permlevel', 'a value above her permlevel is null and told once', async (site) => {
    const { data, errors } = await site.ask('{ shopOrders(first: 3) { nodes { name margin_amount } } }', {
      as: 'alice',
    });
    for (const row of data.shopOrders.nodes) expect(row.margin_amount).toBeNull();
    expect(errors?.map(({ path, extensions }) => [path?.at(-1), extensions.code])).toEqual([
      ['margin_amount', 'FORBIDDEN'],
    ]);
  }),
  ...(['perm.alice-star', 'perm.alice-read-doc'] as const).map((id) =>
    recorded(id, 'a list and a document show her the same, and the same is hidden', async (site) => {
      const fields = 'name customer_name customer_type credit_limit owner { name }';
      const list = await site.ask(`{ shopCustomers(filter: { name: { eq: "CUST-00015" } }) { nodes { ${fields} } } }`, {
        as: 'alice',
      });
      const { data, errors } = await site.ask(`{ shopCustomer(name: "CUST-00015") { ${fields} } }`, { as: 'alice' });
      expect(data.shopCustomer.name).toBe('CUST-00015');
      expect(list.data.shopCustomers.nodes).toEqual([data.shopCustomer]);
      expect(list.errors?.map(({ extensions }) => extensions.code)).toEqual(
        errors?.map(({ extensions }) => extensions.code),
      );
    }),
  ),
  forbids(
    'perm.alice-filter-permlevel',
    '{ shopOrders(filter: { margin_amount: { gt: 50 } }) { nodes { name } } }',
    'FORBIDDEN',
    { as: 'alice' },
  ),
  forbids(
    'perm.alice-order-permlevel',
    '{ shopOrders(orderBy: [{ margin_amount: DESC }]) { nodes { name } } }',
    'FORBIDDEN',
    {
      as: 'alice',
    },
  ),
  forbids('perm.bob-list', '{ shopOrders(first: 1) { nodes { name } } }', 'FORBIDDEN', { as: 'bob' }),
  forbids('perm.bob-read', '{ shopOrder(name: "SO-2026-00001") { name } }', 'FORBIDDEN', { as: 'bob' }),
  forbids(
    'perm.bob-create',
    'mutation { createShopOrder(input: { customer: "CUST-00001" }) { shopOrder { name } } }',
    'FORBIDDEN',
    { as: 'bob' },
  ),
  recorded(
    'perm.alice-write-permlevel',
    'a value above her permlevel is refused, where the site would pass over it',
    async (site) => {
      const { data, errors } = await site.ask(
        'mutation { updateShopCustomer(name: "CUST-00015", input: { tax_id: "HACK" }) { shopCustomer { name } } }',
        { as: 'alice' },
      );
      expect(data?.updateShopCustomer ?? null).toBeNull();
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    },
  ),
  forbids('perm.guest-list', '{ shopOrders(first: 1) { nodes { name } } }', 'UNAUTHENTICATED', { as: 'guest' }),
  forbids('perm.guest-read', '{ shopOrder(name: "SO-2026-00001") { name } }', 'UNAUTHENTICATED', { as: 'guest' }),
  recorded('perm.bob-select-only', 'who may only select gets names, and all else is hidden', async (site) => {
    const { data, errors } = await site.ask('{ shopRegions(first: 2) { nodes { name region_code } } }', { as: 'bob' });
    expect(data.shopRegions.nodes.map(({ name }: { name: string }) => name)).toEqual(['All Regions', 'Central']);
    // v14 shows the search fields along with the name.
    const [first] = data.shopRegions.nodes;
    expect(first.region_code).toBe(site.version === 14 ? 'ALL' : null);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(site.version === 14 ? undefined : ['FORBIDDEN']);
  }),
  forbids('perm.alice-read-forbidden-doc', '{ shopCustomer(name: "CUST-00030") { name } }', 'FORBIDDEN', {
    as: 'alice',
  }),
  ...(['perm.has_permission', 'perm.get_doc_permissions'] as const).map((id) =>
    recorded(id, 'a document tells what she may do with it', async (site) => {
      const rights = '_meta { permissions { read write delete } }';
      const query = `{ shopOrder(name: "SO-2026-00001") { ${rights} } shopCustomer(name: "CUST-00015") { ${rights} } }`;
      const { data, errors } = await site.ask(query, { as: 'alice' });
      expect(errors).toBeUndefined();
      expect(data.shopOrder._meta.permissions).toMatchObject({ read: true, write: false });
      expect(data.shopCustomer._meta.permissions).toEqual({ read: true, write: true, delete: false });
    }),
  ),
];
