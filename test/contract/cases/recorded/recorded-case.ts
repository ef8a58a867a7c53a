import { expect } from 'vitest';
import type { ContractCase } from '../../contract-case.ts';
import type { AskOptions, ContractSite } from '../../contract-site.ts';
import { type AnsweredRow, readAll } from '../../read-all.ts';

/** The case of a recorded exchange: what the gateway makes of what the exchange is about. */
export function recorded(id: string, holds: string, run: (site: ContractSite) => Promise<void>): ContractCase {
  return { name: `recorded ${id}: ${holds}`, run };
}

const ORDER_FIELDS = `status grand_total customer_name order_date docstatus region { name } currency { name }
  delivery_note customer { name customer_type } items { item { name } }`;

/** An order, as far as the recorded filters look at it. */
export interface ReadOrder extends AnsweredRow {
  status: string | null;
  grand_total: string;
  customer_name: string | null;
  order_date: string | null;
  docstatus: string;
  region: { name: string } | null;
  currency: { name: string } | null;
  delivery_note: string | null;
  customer: { name: string; customer_type: string | null } | null;
  items: { item: { name: string } | null }[];
}

const orders = new WeakMap<ContractSite, Promise<ReadOrder[]>>();

/** All orders of a site, by name; read once. */
export function readOrders(site: ContractSite): Promise<ReadOrder[]> {
  const known =
    orders.get(site) ?? (readAll(site, { list: 'shopOrders', fields: ORDER_FIELDS }) as Promise<ReadOrder[]>);
  orders.set(site, known);
  return known;
}

/** The case of a recorded filter: it finds what it finds in all orders. */
export function finds(id: string, filter: string, matches: (order: ReadOrder) => boolean): ContractCase {
  return recorded(id, `${filter} finds what it finds in all orders`, async (site) => {
    const all = await readOrders(site);
    const expected = all.filter(matches).map(({ name }) => name);
    const found = await readAll(site, { list: 'shopOrders', filter });
    expect(found.map(({ name }) => name)).toEqual(expected);
  });
}

/** The case of a recorded exchange that no query can lead to: GraphQL refuses it, and a demo site is not asked. */
export function refuses(id: string, query: string, options: AskOptions = {}): ContractCase {
  return recorded(id, 'nothing like it leaves the gateway', async (site) => {
    const before = site.demo?.requests.length;
    const { errors } = await site.ask(query, options);
    expect(errors?.length).toBeGreaterThan(0);
    for (const { extensions } of errors ?? []) expect(extensions.code).toBe('BAD_USER_INPUT');
    expect(site.demo?.requests.length).toBe(before);
  });
}

/** The case of a recorded exchange that names data: what the query answers. */
export function answers(id: string, query: string, data: unknown, options: AskOptions = {}): ContractCase {
  return recorded(id, 'the query for it answers so', async (site) => {
    const answer = await site.ask(query, options);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toMatchObject(data as Record<string, unknown>);
  });
}

/** The case of a recorded refusal: null with the code. */
export function forbids(id: string, query: string, code: string, options: AskOptions): ContractCase {
  return recorded(id, `it is ${code}`, async (site) => {
    const { data, errors } = await site.ask(query, options);
    for (const value of Object.values(data ?? {})) expect(value).toBeNull();
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
  });
}
