import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const DELETE = 'mutation { deleteShopTag(name: "Gold") { name } }';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({}, { MAX_COST_CALLS: '2' });
});
beforeEach(() => {
  gateway.site.requests.length = 0;
  gateway.site.fault = undefined;
});
afterAll(() => gateway[Symbol.asyncDispose]());

describe('a mutation', () => {
  test('is refused where it comes by GET, as a link that somebody follows would send it', async () => {
    const url = `${gateway.gateway.url}/graphql?query=${encodeURIComponent(DELETE)}`;
    const answer = await fetch(url, { headers: { authorization: gateway.site.authorization('carol') } });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect(gateway.site.requests).toEqual([]);
  });

  test('is refused where it comes as a form, which any page can send', async () => {
    const answer = await fetch(`${gateway.gateway.url}/graphql`, {
      method: 'POST',
      body: new URLSearchParams({ query: DELETE }),
    });
    expect(answer.status).toBe(415);
    expect(gateway.site.requests).toEqual([]);
  });

  test('that may cost too much is refused before anything of it runs', async () => {
    const three = [1, 2, 3].map((index) => `t${index}: deleteShopTag(name: "${index}") { name }`).join(' ');
    const answer = await gateway.query(`mutation { ${three} }`, { as: 'carol' });
    expect(answer.errors?.map(({ message, extensions }) => [message, extensions.code])).toEqual([
      ['This mutation may need 3 calls of the site, and 2 are allowed. Ask for fewer rows.', 'COST_EXCEEDED'],
    ]);
    expect(gateway.site.requests).toEqual([]);
  });

  test('whose connection breaks is sent once, and says that its outcome is unknown', async () => {
    gateway.site.fault = () => ({ resetSocket: true });
    const answer = await gateway.query(DELETE, { as: 'carol' });
    expect(answer.data).toEqual({ deleteShopTag: null });
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'UPSTREAM_UNAVAILABLE', outcome: 'UNKNOWN' });
    expect(gateway.site.requests).toHaveLength(1);
  });
});

test('a mutation that the site lets wait too long says that its outcome is unknown', async () => {
  await using slow = await startTestGateway({}, { FRAPPE_TIMEOUT_MS: '300' });
  slow.site.fault = () => ({ delayMs: 3_000 });
  const answer = await slow.query(DELETE, { as: 'carol' });
  expect(answer.errors?.[0]?.extensions).toEqual({ code: 'UPSTREAM_TIMEOUT', outcome: 'UNKNOWN' });
  expect(slow.site.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
});
