import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ConflictError,
  createClient,
  ForbiddenError,
  type GatewayClient,
  type GatewayError,
  InputError,
  ME,
  type TypedDocument,
  toFormErrors,
  UnauthenticatedError,
  UnavailableError,
} from '../../client/src/index.ts';
import { ERROR_CODES } from '../../src/errors.ts';
import { freePort } from '../support/free-port.ts';
import { type DemoUser, startTestGateway, type TestGateway } from '../support/start-gateway.ts';

let running: TestGateway;

beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running[Symbol.asyncDispose]());

describe('a query', () => {
  test('gives data, and errors of the parts that are null', async () => {
    const orders = typed<{ shopOrders: { nodes: { name: string; margin_amount: string | null }[] } }>(
      '{ shopOrders(first: 2) { nodes { name margin_amount } } }',
    );
    const { data, errors } = await as('alice').query(orders, {});
    expect(data.shopOrders.nodes.map(({ margin_amount }) => margin_amount)).toEqual([null, null]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(ForbiddenError);
    expect(errors[0]).toMatchObject({ field: 'margin_amount', path: ['shopOrders', 'nodes', 0, 'margin_amount'] });
    expect((await as('carol').query(orders, {})).errors).toEqual([]);
  });

  test('takes documents that are text', async () => {
    const document = Object('query Who { me { user } }') as TypedDocument<{ me: { user: string } }, object>;
    expect((await as('bob').query(document, {})).data).toEqual({ me: { user: 'bob@example.com' } });
  });

  test('throws if there is no data, by the class of the code', async () => {
    await expect(as('carol').query(typed('{ nothing }'), {})).rejects.toThrow(InputError);
    const seen: GatewayError[] = [];
    const stranger = createClient({
      url: `${running.gateway.url}/graphql`,
      authorization: () => 'token no:body',
      onUnauthenticated: (error) => seen.push(error),
    });
    await expect(stranger.query(ME, {})).rejects.toThrow(UnauthenticatedError);
    expect(seen).toEqual([expect.objectContaining({ code: 'UNAUTHENTICATED' })]);
  });

  test('says NETWORK if nobody answers, or somebody else does', async () => {
    const nobody = createClient({ url: `http://127.0.0.1:${await freePort()}/graphql` });
    const unreachable = nobody.query(ME, {});
    await expect(unreachable).rejects.toThrow(UnavailableError);
    await expect(unreachable).rejects.toMatchObject({ code: 'NETWORK', message: 'The gateway cannot be reached.' });
    const other = createClient({ url: running.site.url });
    await expect(other.query(ME, {})).rejects.toThrow(/^The response is not from the gateway \(HTTP status \d+\)\.$/);
  });

  test('ends with the reason of its signal', async () => {
    const reason = new Error('The page is gone.');
    await expect(as('carol').query(ME, {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('a mutation', () => {
  const SAVE = typed<{ updateShopOrder: { shopOrder: { name: string } } }, Record<string, unknown>>(
    `mutation ($name: ID!, $input: ShopOrderInput!, $ifModified: LocalDateTime) {
      updateShopOrder(name: $name, input: $input, ifModified: $ifModified) { shopOrder { name } }
    }`,
  );

  test('throws what was refused, with its place in the form', async () => {
    const input = { customer: 'x'.repeat(150), items: [{ item: 'ITEM-0001', rate: 'much' }] };
    const name = 'SO-2026-00004';
    const long = await thrown(as('carol').mutate(SAVE, { name, input: { customer: input.customer } }));
    expect(long).toBeInstanceOf(InputError);
    const errors = toFormErrors([long]);
    expect(errors).toEqual({ fields: { customer: expect.stringContaining('characters') }, form: [] });
    const site = await thrown(as('carol').mutate(SAVE, { name, input: { customer: 'CUST-NONE' } }));
    expect(toFormErrors([site]).fields).toEqual({ customer: expect.stringContaining('CUST-NONE') });
    const row = await thrown(as('carol').mutate(SAVE, { name, input: { items: [{ name: 'none', qty: 2 }] } }));
    expect(toFormErrors([row]).fields).toEqual({ 'items.0.name': expect.any(String) });
    expect(toFormErrors([row], (path) => path === 'customer').form).toHaveLength(1);
  });

  test.each([
    ['$v: ShopOrderInput!', '$v', { v: { items: [{ item: 'ITEM-0001', qty: 'many' }] } }, 'items.0.qty'],
    ['$input: [ShopOrderItemInput!]', '{ items: $input }', { input: [{ qty: 'many' }] }, 'items.0.qty'],
    ['$from: ShopOrderInput!', '$from', { from: { delivery_date: 'soon' } }, 'delivery_date'],
    ['$date: Date', '{ delivery_date: $date }', { date: 'soon' }, 'delivery_date'],
  ])('says where a value of the wrong type is, by the variable %s', async (declared, input, variables, path) => {
    const document = typed(`mutation (${declared}) { createShopOrder(input: ${input}) { shopOrder { name } } }`);
    const error = await thrown(as('carol').mutate(document, variables));
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', field: `input.${path}` });
    expect(toFormErrors([error])).toEqual({ fields: { [path]: expect.stringMatching(/^\w+ cannot/) }, form: [] });
  });

  test('says each of several fields that the site misses, at its place', async () => {
    const document = typed<unknown, object>(
      'mutation ($input: ShopOrderInput!) { createShopOrder(input: $input) { shopOrder { name } } }',
    );
    const error = await thrown(as('carol').mutate(document, { input: { items: [{ qty: 1 }] } }));
    const { fields, form } = toFormErrors([error], (path) => path !== 'items.0.item');
    expect(fields).toEqual({ customer: 'Error: Value missing for Shop Order: Customer' });
    expect(form).toEqual(['Error: Shop Order Item Row #1: Value missing for: Item']);
  });

  test('throws a conflict with both times', async () => {
    const variables = { name: 'SO-2026-00004', input: { delivery_note: 'x' }, ifModified: '2020-01-01T00:00:00' };
    const error = await thrown(as('carol').mutate(SAVE, variables));
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({ isStale: true, expected: '2020-01-01T00:00:00', actual: expect.any(String) });
  });

  test('sends files, and says if a file is not in its docfield', async () => {
    const file = new File(['Terms'], 'terms.txt', { type: 'text/plain' });
    const attachTo = { doctype: 'Shop Customer', name: 'CUST-00001', field: 'contract' };
    const stored = await as('carol').upload(file, { attachTo });
    expect(stored).toEqual({ file: expect.objectContaining({ fileName: 'terms.txt', size: 5 }), errors: [] });
    expect(stored.file?.url).toMatch(/^\/private\/files\/terms.*\.txt$/);
    const refused = as('carol').upload(file, { attachTo: { ...attachTo, field: 'customer_name' } });
    await expect(refused).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

test('the client knows every code of the gateway', () => {
  const source = readFileSync(new URL('../../client/src/errors.ts', import.meta.url), 'utf8');
  const codes = [...source.slice(0, source.indexOf(';')).matchAll(/\| '(\w+)'/g)].map(([, code]) => code);
  expect(codes.sort()).toEqual([...ERROR_CODES, 'NETWORK'].sort());
});

function as(user: DemoUser): GatewayClient {
  const authorization = () => (user === 'guest' ? null : running.site.authorization(user));
  return createClient({ url: `${running.gateway.url}/graphql`, authorization });
}

function typed<Data, Variables = object>(text: string): TypedDocument<Data, Variables> {
  return parse(text) as TypedDocument<Data, Variables>;
}

async function thrown(answer: Promise<unknown>): Promise<GatewayError> {
  return answer.then(
    () => {
      throw new Error('It was not refused.');
    },
    (error: GatewayError) => error,
  );
}
