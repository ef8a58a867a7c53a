import { expect } from 'vitest';
import type { ContractCase } from '../../contract-case.ts';
import type { ContractSite } from '../../contract-site.ts';
import { done, nameFor, refused, remove } from './write-case.ts';

const UPDATE = `mutation ($filter: ShopTagFilter, $set: ShopTagInput!, $first: Int, $after: String, $expectCount: Int, $dryRun: Boolean) {
  updateShopTagsByFilter(filter: $filter, set: $set, first: $first, after: $after, expectCount: $expectCount, dryRun: $dryRun) {
    isDryRun matched sample next stopped { code } results { name isDone error { code } messages { text } }
  }
}`;
const DELETE = `mutation ($filter: ShopTagFilter, $expectCount: Int) {
  deleteShopTagsByFilter(filter: $filter, expectCount: $expectCount) { matched next results { name isDone error { code } } }
}`;
const READ = 'query ($filter: ShopTagFilter) { shopTags(filter: $filter, first: 50) { nodes { name description } } }';

/** Documents that a filter finds, changed and deleted. */
export const BULK_CASES: readonly ContractCase[] = [
  {
    name: 'documents that a filter finds are counted first, and then changed and deleted page by page',
    run: async (site) => {
      const names = await createTags(site, 5);
      const filter = { name: { in: names } };
      const values = { filter, set: { description: 'bulk' } };
      const { updateShopTagsByFilter: counted } = await done(site, UPDATE, { ...values, dryRun: true });
      expect(counted).toEqual({ isDryRun: true, matched: 5, sample: names, results: [], next: null, stopped: null });
      expect(await descriptions(site, filter)).toEqual(names.map(() => 'own'));

      const { updateShopTagsByFilter: first } = await done(site, UPDATE, { ...values, first: 2, expectCount: 5 });
      expect(first.results).toEqual(names.slice(0, 2).map(written));
      const after = { ...values, after: first.next, expectCount: 5 };
      const { updateShopTagsByFilter: rest } = await done(site, UPDATE, after);
      expect([rest.results, rest.next]).toEqual([names.slice(2).map(written), null]);
      expect(await descriptions(site, filter)).toEqual(names.map(() => 'bulk'));

      const { deleteShopTagsByFilter: gone } = await done(site, DELETE, { filter, expectCount: 5 });
      expect(gone.results.map(({ isDone }: { isDone: boolean }) => isDone)).toEqual(names.map(() => true));
      expect(await descriptions(site, filter)).toEqual([]);
    },
  },
  {
    name: 'a guard that does not hold changes nothing',
    run: async (site) => {
      const names = await createTags(site, 3);
      const filter = { name: { in: names } };
      const error = await refused(site, UPDATE, { filter, set: { description: 'bulk' }, expectCount: 2 });
      expect([error.code, error.field, error.expected, error.actual]).toEqual(['CONFLICT', 'expectCount', '2', '3']);
      const other = await refused(site, DELETE, { filter, expectCount: 4 });
      expect(other.code).toBe('CONFLICT');
      expect(await descriptions(site, filter)).toEqual(['own', 'own', 'own']);
      await remove(site, 'deleteShopTag', names);
    },
  },
  {
    name: 'each document is written or refused with the rights of the caller',
    run: async (site) => {
      const names = await createTags(site, 2);
      const filter = { name: { in: names } };
      // Sales may write tags and not delete them; clerks may only read.
      const { deleteShopTagsByFilter: kept } = await done(site, DELETE, { filter }, 'alice');
      expect(kept.results).toEqual(names.map((name) => ({ name, isDone: false, error: { code: 'FORBIDDEN' } })));
      const clerk = await done(site, UPDATE, { filter, set: { description: 'bulk' } }, 'bob');
      const { results } = clerk.updateShopTagsByFilter;
      expect(results.map(({ error }: { error: unknown }) => error)).toEqual(names.map(() => ({ code: 'FORBIDDEN' })));
      expect(await descriptions(site, filter)).toEqual(['own', 'own']);
      await remove(site, 'deleteShopTag', names);
    },
  },
  {
    name: 'documents that the caller cannot see are neither counted nor changed',
    run: async (site) => {
      const own = await nameFor(site, 'ShopCustomer');
      const values = { ...own, customer_name: 'Bulk', email: `w-${process.pid}-${Date.now()}@bulk.test` };
      const create = `mutation ($input: ShopCustomerInput!) { createShopCustomer(input: $input) { shopCustomer { name } } }`;
      const made = await done(site, create, { input: { ...values, region: 'South' } });
      const { name } = made.createShopCustomer.shopCustomer;
      const query = `mutation ($name: ID!) {
        updateShopCustomersByFilter(filter: { name: { eq: $name } }, set: { short_note: "seen" }) { matched sample results { name } }
      }`;
      const { updateShopCustomersByFilter: seen } = await done(site, query, { name }, 'alice');
      expect(seen).toEqual({ matched: 0, sample: [], results: [] });
      const { shopCustomer } = await done(site, `{ shopCustomer(name: "${name}") { short_note } }`);
      expect(shopCustomer.short_note).toBeNull();
      await remove(site, 'deleteShopCustomer', [name]);
    },
  },
];

function written(name: string) {
  return { name, isDone: true, error: null, messages: [] };
}

/** The names of new tags, in the order of a list. */
async function createTags(site: ContractSite, count: number): Promise<string[]> {
  const names = await Promise.all(Array.from({ length: count }, () => nameFor(site, 'ShopTag')));
  const inputs = names.map((own) => ({ ...own, description: 'own' }));
  const query = `mutation ($inputs: [ShopTagInput!]!) { createShopTags(inputs: $inputs) { shopTag { name } } }`;
  const { createShopTags } = await done(site, query, { inputs });
  return createShopTags.map(({ shopTag }: { shopTag: { name: string } }) => shopTag.name).sort();
}

async function descriptions(site: ContractSite, filter: object): Promise<string[]> {
  const { shopTags } = await done(site, READ, { filter });
  return shopTags.nodes.map(({ description }: { description: string }) => description);
}
