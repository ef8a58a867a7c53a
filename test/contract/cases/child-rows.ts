import { expect } from 'vitest';
import type { ContractCase } from '../contract-case.ts';
import { readAll } from '../read-all.ts';

const ITEMS = 'items { idx qty item { name } } taxes { idx tax_name }';

/** Sites before v17 give child rows of every parent to whoever may read the parent's DocType. */
export const CHILD_ROW_CASES: readonly ContractCase[] = [
  {
    name: 'a limited user gets the child rows of his documents, and of no others',
    run: async (site) => {
      const all = await readAll(site, { list: 'shopOrders', fields: ITEMS });
      const hers = await readAll(site, { list: 'shopOrders', fields: ITEMS, as: 'alice' });
      expect(hers.length).toBeGreaterThan(0);
      expect(hers.length).toBeLessThan(all.length);
      expect(hers).toEqual(all.filter((order) => hers.some(({ name }) => name === order.name)));
    },
  },
  {
    name: 'child rows come in the order of idx, from 1 on, without a gap',
    run: async (site) => {
      const orders = await readAll(site, { list: 'shopOrders', fields: 'items { idx }' });
      for (const { items } of orders) {
        const places = (items as { idx: number }[]).map(({ idx }) => idx);
        expect(places).toEqual(places.map((_, index) => index + 1));
      }
    },
  },
  {
    name: 'a forbidden document gives no child rows, however it is asked for',
    run: async (site) => {
      const hers = await readAll(site, { list: 'shopOrders', as: 'alice' });
      const all = await readAll(site, { list: 'shopOrders', fields: 'id' });
      const forbidden = all.find((order) => !hers.some(({ name }) => name === order.name));
      const query = `query ($name: ID!, $id: ID!) {
        shopOrder(name: $name) { items { item_name } }
        node(id: $id) { ... on ShopOrder { items { item_name } } }
        nodes(ids: [$id]) { ... on ShopOrder { items { item_name } } }
        shopOrders(filter: { name: { eq: $name } }) { nodes { items { item_name } } }
      }`;
      const answer = await site.ask(query, { as: 'alice', variables: { name: forbidden?.name, id: forbidden?.id } });
      expect(JSON.stringify(answer.data)).not.toContain('item_name');
      expect(answer.data).toMatchObject({ shopOrder: null, node: null, nodes: [null], shopOrders: { nodes: [] } });
      expect(answer.errors?.find(({ path }) => path?.[0] === 'shopOrder')?.extensions.code).toBe('FORBIDDEN');
    },
  },
  {
    name: 'a link to a forbidden document gives none of its child rows',
    run: async (site) => {
      const query = '{ shopReturns(first: 50) { nodes { name order { name items { item_name } } } } }';
      const answer = await site.ask(query, { as: 'alice' });
      const hers = new Set((await readAll(site, { list: 'shopOrders', as: 'alice' })).map(({ name }) => name));
      const orders = (answer.data.shopReturns.nodes as { order: { name: string; items: unknown[] | null } }[])
        .map((node) => node.order)
        .filter((order) => order !== null);
      expect(orders.some(({ name }) => !hers.has(name))).toBe(true);
      for (const { name, items } of orders) expect(items === null).toBe(!hers.has(name));
      expect(new Set(answer.errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['FORBIDDEN']));
    },
  },
  {
    name: 'a filter on child rows finds each document once, and only those of the caller',
    run: async (site) => {
      const filter = '{ items: { some: { qty: { gte: 1 } } } }';
      const orders = await readAll(site, { list: 'shopOrders', fields: 'items { qty }', as: 'alice' });
      const expected = orders.filter(({ items }) => (items as { qty: number }[]).some(({ qty }) => qty >= 1));
      const found = await readAll(site, { list: 'shopOrders', filter, as: 'alice' });
      expect(found.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
    },
  },
];
