import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CallerToken } from '../../src/frappe/caller-token.ts';
import { type HeldRequests, holdRequests } from '../support/site-faults.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

const READ = '{ shopOrders(first: 1) { nodes { name } } }';
const OVERLOADED = { code: 'OVERLOADED', retryAfter: 1 };

let gateway: TestGateway;
let held: HeldRequests;

beforeAll(async () => {
  gateway = await startTestGateway(
    { version: 15 },
    {
      FRAPPE_CONNECTIONS: '3',
      FRAPPE_MAX_QUEUED_CALLS: '5',
      FRAPPE_MAX_QUEUED_CALLS_PER_CALLER: '2',
      TRUSTED_PROXIES: '127.0.0.1',
    },
  );
});

afterEach(() => {
  held.release();
  gateway.site.requests.length = 0;
});

afterAll(() => gateway[Symbol.asyncDispose]());

const holdAlice = () => {
  const authorization = gateway.site.authorization('alice');
  held = holdRequests(gateway.site, ({ headers }) => headers.authorization === authorization);
};

/** Alice has as many calls under way as she may have, and as many that wait. */
async function fillQueue(): Promise<Promise<unknown>[]> {
  holdAlice();
  const hung = Array.from({ length: 4 }, () => gateway.query(READ, { as: 'alice' }));
  await until(() => held.count() === 2);
  await until(() => gateway.gateway.site.client.isOverloaded({ token: tokenOf('alice') }));
  return hung;
}

function tokenOf(as: 'alice') {
  return CallerToken.fromAuthorization(gateway.site.authorization(as));
}

describe('a caller of whom too many calls wait', () => {
  test('is refused with 503 at once, before any call, and nobody else is', async () => {
    const hung = await fillQueue();
    const body = JSON.stringify({ query: READ });
    const headers = { 'content-type': 'application/json', authorization: gateway.site.authorization('alice') };
    const response = await fetch(`${gateway.gateway.url}/graphql`, { method: 'POST', headers, body });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.json()).toEqual({
      errors: [{ message: 'Too many calls to the site are waiting. Try again in a moment.', extensions: OVERLOADED }],
    });
    expect((await gateway.query(READ, { as: 'carol' })).errors).toBeUndefined();
    held.release();
    expect(await Promise.all(hung)).toHaveLength(4);
    expect((await gateway.query(READ, { as: 'alice' })).errors).toBeUndefined();
  });

  test('gets no file either, with the same answer', async () => {
    const hung = await fillQueue();
    const headers = { authorization: gateway.site.authorization('alice') };
    const response = await fetch(`${gateway.gateway.url}/private/files/a.txt`, { headers });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await response.json()).errors[0].extensions).toEqual(OVERLOADED);
    held.release();
    await Promise.all(hung);
  });

  test('keeps what an operation could read', async () => {
    holdAlice();
    const fields = [1, 2, 3, 4, 5].map(
      (offset) => `p${offset}: shopOrders(first: 1, offset: ${offset}) { nodes { name } }`,
    );
    const asked = gateway.query(`{ ${fields.join(' ')} }`, { as: 'alice' });
    await until(() => held.count() === 2);
    held.release();
    const { status, data, errors } = await asked;
    expect(status).toBe(200);
    expect(Object.values(data).filter((page) => page !== null)).toHaveLength(4);
    expect(errors?.map(({ path, extensions }) => [path, extensions])).toEqual([[['p5'], OVERLOADED]]);
  });
});

test('callers take turns: who asks once is answered before who asked many times', async () => {
  held = holdRequests(gateway.site, () => true);
  const from = (address: string) => gateway.query(READ, { as: 'guest', headers: { 'x-forwarded-for': address } });
  // Three places: two of them are the first one's, one the second one's.
  const first = [from('10.0.0.1'), from('10.0.0.1'), from('10.0.0.1'), from('10.0.0.1')];
  await until(() => held.count() === 2);
  const second = from('10.0.0.2');
  await until(() => held.count() === 3);
  const third = [from('10.0.0.3'), from('10.0.0.3')];
  const { client } = gateway.gateway.site;
  await until(() => client.isOverloaded({ token: CallerToken.guest, clientAddress: '10.0.0.3' }));
  held.release();
  await Promise.all([...first, second, ...third]);
  const order = gateway.site.requests.map(({ headers }) => headers['x-forwarded-for']);
  expect(order.slice(0, 3)).toEqual(['10.0.0.1', '10.0.0.1', '10.0.0.2']);
  expect(order.slice(3, 5)).toContain('10.0.0.3');
});
