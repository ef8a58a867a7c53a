import { expect } from 'vitest';
import { encodeNodeId } from '../../../src/schema/model/node-id.ts';
import type { ContractCase } from '../contract-case.ts';
import type { ContractSite } from '../contract-site.ts';
import { readAll } from '../read-all.ts';
import { done, nameFor, remove } from './write/write-case.ts';

const CHILD = 'Shop Order Item';

/** What names a document and could name a row, with the code of its error: null if it answers without a value. */
const WAYS: readonly (readonly [query: string, code: string | null])[] = [
  ['{ node(id: $id) { id ... on Document { doctype } ... on ShopOrder { items { item_name } } } }', null],
  ['{ nodes(ids: [$id]) { id ... on Document { doctype name } } }', null],
  ['mutation { callDocMethod(doctype: $child, name: $row, method: "get_title") { result } }', 'BAD_USER_INPUT'],
  ['mutation { addComment(doctype: $child, name: $row, content: "x") { document { id } } }', 'BAD_USER_INPUT'],
  ['mutation { addTag(doctype: $child, name: $row, tag: "x") { document { id } } }', 'BAD_USER_INPUT'],
  ['mutation { like(doctype: $child, name: $row) { document { id } } }', 'BAD_USER_INPUT'],
  ['{ printPdf(doctype: $child, name: $row) { base64 } }', 'BAD_USER_INPUT'],
  ['{ searchLink(doctype: $child, text: "ITEM") { name description } }', 'BAD_USER_INPUT'],
  // A Dynamic Link whose value names the row: it has the name alone.
  ['{ shopCustomer(name: $customer) { party { name doctype id ... on ShopOrder { items { item_name } } } } }', null],
  ['{ shopCustomers(filter: { name: { eq: $customer } }) { nodes { party { name doctype } } } }', null],
];

/** From v15 on, a site gives a row that is asked for by its own name to all with a role on the DocType of its parent. */
export const NAMED_ROW_CASES: readonly ContractCase[] = [
  {
    name: 'a row of a forbidden document is read by no way that names the row',
    run: async (site) => {
      const { row, itemName } = await findForbiddenRow(site);
      const path = `/api/resource/${encodeURIComponent(CHILD)}/${encodeURIComponent(row)}`;
      expect((await site.rest(path, 'alice')).status).toBe(site.version === 14 ? 403 : 200);
      const customer = await createCustomerWithParty(site, row);
      site.demo?.requests.splice(0);
      const variables = { row, child: CHILD, customer, id: encodeNodeId(CHILD, row) };
      const answers = await Promise.all(
        WAYS.map(([query]) => site.ask(declare(query), { as: 'alice', variables: pick(query, variables) })),
      );
      const asked = site.demo?.requests.filter((request) => request.path.includes(encodeURIComponent(CHILD))) ?? [];
      await remove(site, 'deleteShopCustomer', [customer]);
      expect(JSON.stringify(answers)).not.toContain(itemName);
      expect(answers.map(({ errors }) => errors?.[0]?.extensions.code ?? null)).toEqual(WAYS.map(([, code]) => code));
      expect(answers[0]?.data).toEqual({ node: null });
      expect(answers[1]?.data).toEqual({ nodes: [null] });
      expect(answers.at(-1)?.data.shopCustomers.nodes).toEqual([{ party: { name: row, doctype: CHILD } }]);
      expect(asked.map(({ method, path: sent }) => `${method} ${sent}`)).toEqual([]);
    },
  },
];

async function findForbiddenRow(site: ContractSite): Promise<{ row: string; itemName: string }> {
  const hers = new Set((await readAll(site, { list: 'shopOrders', as: 'alice' })).map(({ name }) => name));
  const orders = await readAll(site, { list: 'shopOrders', fields: 'items { name item_name }' });
  const forbidden = orders.find(({ name }) => !hers.has(name));
  const [row] = (forbidden?.items ?? []) as { name: string; item_name: string }[];
  if (row === undefined) throw new Error('Each order of the shop is one that alice may read.');
  return { row: row.name, itemName: row.item_name };
}

/** A customer that alice may read, whose Dynamic Link names a row. */
async function createCustomerWithParty(site: ContractSite, row: string): Promise<string> {
  const create = 'mutation ($input: ShopCustomerInput) { createShopCustomer(input: $input) { shopCustomer { name } } }';
  const own = await nameFor(site, 'ShopCustomer');
  const input = { ...own, customer_name: 'Row', region: 'North', party_type: CHILD, party: row };
  return (await done(site, create, { input })).createShopCustomer.shopCustomer.name;
}

const TYPES: Readonly<Record<string, string>> = { row: 'ID!', child: 'String!', customer: 'ID!', id: 'ID!' };

/** Declares the variables that a query uses. */
function declare(query: string): string {
  const used = Object.keys(TYPES).filter((name) => query.includes(`$${name}`));
  const [kind, body] = query.startsWith('mutation') ? ['mutation', query.slice('mutation'.length)] : ['query', query];
  return `${kind} (${used.map((name) => `$${name}: ${TYPES[name]}`).join(', ')}) ${body}`;
}

function pick(query: string, variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => query.includes(`$${name}`)));
}
