import { expect } from 'vitest';
import type { ContractCase } from '../../contract-case.ts';
import { done, nameFor, refused, remove } from './write-case.ts';

const UPSERT = `mutation ($email: String!, $input: ShopCustomerInput!) {
  upsertShopCustomer(by: { email: $email }, input: $input) { created shopCustomer { name customer_name } }
}`;
const UPSERT_MANY = `mutation ($upserts: [ShopCustomer_Upsert!]!) {
  upsertShopCustomers(upserts: $upserts) { created shopCustomer { name customer_name } }
}`;

/** Documents that are changed, or created where they are missing. */
export const UPSERT_CASES: readonly ContractCase[] = [
  {
    name: 'an upsert creates a document, and then changes the same one',
    run: async (site) => {
      const email = newEmail();
      const own = await nameFor(site, 'ShopCustomer');
      const first = await done(site, UPSERT, { email, input: { ...own, customer_name: 'First' } });
      const second = await done(site, UPSERT, { email: email.toUpperCase(), input: { customer_name: 'Second' } });
      const { name } = first.upsertShopCustomer.shopCustomer;
      await remove(site, 'deleteShopCustomer', [name]);
      expect(first.upsertShopCustomer).toMatchObject({ created: true, shopCustomer: { customer_name: 'First' } });
      expect(second.upsertShopCustomer).toEqual({ created: false, shopCustomer: { name, customer_name: 'Second' } });
    },
  },
  {
    name: 'many are upserted with one result each, those that are new and those that are not',
    run: async (site) => {
      const emails = [newEmail(), newEmail(), newEmail()];
      const upsert = async (email: string | undefined, customer_name: string) => ({
        by: { email },
        input: { ...(await nameFor(site, 'ShopCustomer')), customer_name },
      });
      const some = [await upsert(emails[0], 'A'), await upsert(emails[1], 'B')];
      const first = await done(site, UPSERT_MANY, { upserts: some });
      const more = [await upsert(emails[2], 'C'), await upsert(emails[1], 'D'), await upsert(emails[0], 'E')];
      const second = await done(site, UPSERT_MANY, { upserts: more });
      const results = [...first.upsertShopCustomers, ...second.upsertShopCustomers];
      const names = results.map(({ shopCustomer }) => shopCustomer.name);
      await remove(site, 'deleteShopCustomer', names.slice(0, 3));
      expect(results.map(({ created }) => created)).toEqual([true, true, true, false, false]);
      expect([names[3], names[4]]).toEqual([names[1], names[0]]);
    },
  },
  {
    name: 'of many upserts of one new document at the same time, none makes a second one',
    run: async (site) => {
      const email = newEmail();
      const names = await Promise.all(Array.from({ length: 6 }, () => nameFor(site, 'ShopCustomer')));
      const answers = await Promise.all(
        names.map((own) =>
          site.ask(UPSERT, { as: 'carol', variables: { email, input: { ...own, customer_name: 'Race' } } }),
        ),
      );
      const query = 'query ($email: String!) { shopCustomers(filter: { email: { eq: $email } }) { nodes { name } } }';
      const { shopCustomers } = await done(site, query, { email });
      await remove(
        site,
        'deleteShopCustomer',
        shopCustomers.nodes.map(({ name }: { name: string }) => name),
      );
      expect(shopCustomers.nodes).toHaveLength(1);
      const created = answers.filter(({ data }) => data?.upsertShopCustomer?.created === true);
      expect(created).toHaveLength(1);
      const codes = answers.flatMap(({ errors }) => errors ?? []).map(({ extensions }) => extensions.code);
      expect(codes.filter((code) => code !== 'CONFLICT')).toEqual([]);
    },
  },
  {
    name: 'an upsert of a document that the caller cannot see is a conflict',
    run: async (site) => {
      const email = newEmail();
      const own = await nameFor(site, 'ShopCustomer');
      const input = { ...own, customer_name: 'Elsewhere', region: 'South' };
      const made = await done(site, UPSERT, { email, input });
      const other = { ...(await nameFor(site, 'ShopCustomer')), customer_name: 'Mine', region: 'North' };
      const error = await refused(site, UPSERT, { email, input: other }, 'alice');
      await remove(site, 'deleteShopCustomer', [made.upsertShopCustomer.shopCustomer.name]);
      expect([error.code, error.field]).toEqual(['CONFLICT', 'by.email']);
    },
  },
];

let count = 0;

function newEmail(): string {
  count += 1;
  return `w-${process.pid}-${Date.now()}-${count}@customers.test`;
}
