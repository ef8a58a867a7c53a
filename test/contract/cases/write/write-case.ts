import { expect } from 'vitest';
import type { GraphqlAnswer } from '../../../support/start-gateway.ts';
import type { Caller, ContractSite } from '../../contract-site.ts';

/** Asks, and expects no error. */
export async function done(
  site: ContractSite,
  query: string,
  variables: Record<string, unknown> = {},
  as: Caller = 'carol',
  // biome-ignore lint/suspicious/noExplicitAny: cases read answers freely
): Promise<any> {
  const answer = await site.ask(query, { as, variables });
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

/** Asks, and expects one error. */
export async function refused(
  site: ContractSite,
  query: string,
  variables: Record<string, unknown> = {},
  as: Caller = 'carol',
): Promise<NonNullable<GraphqlAnswer['errors']>[number]['extensions'] & { message: string }> {
  const { errors } = await site.ask(query, { as, variables });
  expect(errors).toHaveLength(1);
  return { ...errors?.[0]?.extensions, message: errors?.[0]?.message ?? '' };
}

/** Whether the shop's Python runs there: on every demo site, and on a real one with the app. */
export function hasShopfloor(site: ContractSite): boolean {
  return !site.isReal || site.apps.has('shopfloor');
}

let count = 0;

/** How the names of documents begin that cases make on seeded sites. */
const OWN_NAMES = 'W-';

/** The types whose documents cases make, those that link to others first. */
const OWN_TYPES = ['ShopReturn', 'ShopOrder', 'ShopCustomer', 'ShopNote', 'ShopTag'];

/** Deletes what cases of an earlier run have left behind because they failed: other cases would count it. */
export async function removeLeftovers(site: ContractSite): Promise<void> {
  for (const type of OWN_TYPES) {
    const list = `${type[0]?.toLowerCase()}${type.slice(1)}s`;
    const { data } = await site.ask(`{ ${list}(filter: { name: { like: "${OWN_NAMES}%" } }) { nodes { name } } }`);
    const names = (data[list].nodes as { name: string }[]).map(({ name }) => name);
    // An amended order comes after its original, and is deleted before it.
    await remove(site, `delete${type}`, names.reverse());
  }
}

/** A name of a case's own; a seeded site lets its creators name all documents, and a demo only tags. */
export async function nameFor(site: ContractSite, type: string): Promise<{ name?: string }> {
  const { __type } = await done(site, `{ __type(name: "${type}Input") { inputFields { name } } }`);
  const isNamed = (__type.inputFields as { name: string }[]).some(({ name }) => name === 'name');
  count += 1;
  return isNamed ? { name: `${OWN_NAMES}${process.pid}-${Date.now()}-${count}` } : {};
}

/** Creates an order with two lines, for a case that is to delete it. */
export async function createOrder(
  site: ContractSite,
  values: Record<string, unknown> = {},
): Promise<{ name: string; modified: string; items: { name: string; qty: number; rate: string }[] }> {
  const items = [
    { item: 'ITEM-0001', qty: 2, rate: '10' },
    { item: 'ITEM-0002', rate: 5.5 },
  ];
  const input = {
    ...(await nameFor(site, 'ShopOrder')),
    ...{ customer: 'CUST-00001', order_date: '2026-03-01', delivery_date: '2026-04-01', items, ...values },
  };
  const query = `mutation ($input: ShopOrderInput) {
    createShopOrder(input: $input) { shopOrder { name modified items { name qty rate } } }
  }`;
  return (await done(site, query, { input })).createShopOrder.shopOrder;
}

/** Deletes documents, cancelling those that are submitted. */
export async function remove(site: ContractSite, mutation: string, names: (string | undefined)[]): Promise<void> {
  for (const name of names) {
    if (name === undefined) continue;
    if (mutation === 'deleteShopOrder') {
      await site.ask(`mutation { cancelShopOrder(name: "${name}") { messages { text } } }`, { as: 'carol' });
    }
    await site.ask(`mutation ($name: ID!) { ${mutation}(name: $name) { name } }`, { as: 'carol', variables: { name } });
  }
}
