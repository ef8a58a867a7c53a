import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { until } from '../../../support/until.ts';
import type { ContractCase } from '../../contract-case.ts';
import type { ContractSite } from '../../contract-site.ts';
import { done, nameFor, refused, remove } from './write-case.ts';

const CREATE_ORDER = `mutation ($input: ShopOrderInput, $key: String) {
  made: createShopOrder(input: $input, idempotencyKey: $key) { created shopOrder { name items { qty } } }
}`;
const CREATE_MANY = `mutation ($inputs: [ShopOrderInput!]!, $key: String, $atomic: Boolean) {
  made: createShopOrders(inputs: $inputs, idempotencyKey: $key, atomic: $atomic) { created shopOrder { name } }
}`;
const DELETE = 'mutation ($name: ID!) { deleteShopOrder(name: $name) { name } }';

/** Creates that are sent again with the same key. */
export const SAFE_RETRY_CASES: readonly ContractCase[] = [
  {
    name: 'a create that is sent again with its key returns the first document, and says if that was deleted',
    run: async (site) => {
      const request = { input: await order(site, 'Retry'), key: randomUUID() };
      const [first, second] = [await done(site, CREATE_ORDER, request), await done(site, CREATE_ORDER, request)];
      const { name } = first.made.shopOrder;
      expect([first.made.created, second.made.created, second.made.shopOrder.name]).toEqual([true, false, name]);
      const own = await nameFor(site, 'ShopOrder');
      const unkeyed = await done(site, CREATE_ORDER, { input: { ...request.input, ...own } }, 'gateway');
      expect(namesOf(unkeyed)).not.toEqual([name]);
      const other = await refused(site, CREATE_ORDER, { ...request, input: { ...request.input, delivery_date: null } });
      expect([other.code, other.field]).toEqual(['BAD_USER_INPUT', 'idempotencyKey']);
      await done(site, DELETE, { name });
      const gone = await refused(site, CREATE_ORDER, request);
      expect([gone.code, gone.field]).toEqual(['NOT_FOUND', 'idempotencyKey']);
      await removeOrders(site, request.input.delivery_note);
    },
  },
  {
    name: 'creates with one key at the same time make one document',
    run: async (site) => {
      const request = { input: await order(site, 'At once'), key: randomUUID() };
      const all = await Promise.all(Array.from({ length: 8 }, () => done(site, CREATE_ORDER, request)));
      await removeOrders(site, request.input.delivery_note, 1);
      expect(new Set(all.flatMap(namesOf)).size).toBe(1);
      expect(all.filter(({ made }) => made.created)).toHaveLength(1);
    },
  },
  {
    name: 'a create that the site refused can be sent again with its key',
    run: async (site) => {
      const [input, key] = [await order(site, 'Refused'), randomUUID()];
      const error = await refused(site, CREATE_ORDER, { input: { ...input, customer: 'NOPE' }, key });
      expect(error.code).toBe('INVALID');
      const { made } = await done(site, CREATE_ORDER, { input, key });
      await removeOrders(site, input.delivery_note, 1);
      expect(made.created).toBe(true);
    },
  },
  {
    name: 'lists of creates that are sent again with their key return the first documents',
    run: async (site) => {
      for (const atomic of [false, true]) {
        const inputs = [await order(site, 'Many'), await order(site, 'Many')];
        const request = { inputs, atomic, key: randomUUID() };
        const [first, second] = [await done(site, CREATE_MANY, request), await done(site, CREATE_MANY, request)];
        for (const { delivery_note } of inputs) await removeOrders(site, delivery_note, 1);
        expect(namesOf(second)).toEqual(namesOf(first));
      }
    },
  },
  {
    name: 'a create whose caller goes away on the way, and comes back with its key, makes one document',
    timeout: 120_000,
    run: async (site) => {
      let found = 0;
      for (const ms of [5, 20, 80, 320, 1_200]) {
        const request = { input: await order(site, `Away ${ms}`), key: randomUUID() };
        await sendAndLeave(site, request, ms);
        const made = await retry(site, request);
        if (made?.created === false) found += 1;
        await removeOrders(site, request.input.delivery_note, made === null ? undefined : 1);
      }
      expect(found).toBeGreaterThan(0);
    },
  },
];

/** An order with a text of its own, by which it can be found. */
async function order(site: ContractSite, about: string) {
  return {
    ...(await nameFor(site, 'ShopOrder')),
    ...{ customer: 'CUST-00001', order_date: '2026-03-01', delivery_date: '2026-04-01' },
    delivery_note: `${about} ${randomUUID()}`,
    items: [
      { item: 'ITEM-0001', qty: 2, rate: '10' },
      { item: 'ITEM-0002', qty: 1, rate: '5.5' },
    ],
  };
}

// biome-ignore lint/suspicious/noExplicitAny: cases read answers freely
function namesOf({ made }: any): string[] {
  return [made].flat().map(({ shopOrder }) => shopOrder.name);
}

/** Deletes the orders with a text. @param count how many there must be. */
async function removeOrders(site: ContractSite, note: string, count?: number): Promise<void> {
  const query = 'query ($note: String) { shopOrders(filter: { delivery_note: { eq: $note } }) { nodes { name } } }';
  const { shopOrders } = await done(site, query, { note });
  const names = shopOrders.nodes.map(({ name }: { name: string }) => name);
  await remove(site, 'deleteShopOrder', names);
  if (count !== undefined) expect(names).toHaveLength(count);
}

/** Breaks a request off after some milliseconds. */
async function sendAndLeave(site: ContractSite, variables: object, ms: number): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: site.authorization('carol') };
  const body = JSON.stringify({ query: CREATE_ORDER, variables });
  const leaving = AbortSignal.timeout(ms);
  await fetch(`${site.url}/graphql`, { method: 'POST', headers, body, signal: leaving }).catch(() => {});
}

/** @returns null if the gateway is not certain for a long time: the request may have been cut on its way to the site. */
async function retry(site: ContractSite, variables: Record<string, unknown>): Promise<{ created: boolean } | null> {
  let made: { created: boolean } | null = null;
  const ask = async () => {
    const { data, errors } = await site.ask(CREATE_ORDER, { as: 'carol', variables });
    if (errors !== undefined)
      expect(errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', field: 'idempotencyKey' });
    made = data?.made ?? null;
    if (made === null) await delay(200);
    return made !== null;
  };
  await until(ask, 5).catch(() => {});
  return made;
}
