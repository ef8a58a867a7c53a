import { afterEach, describe, expect, test } from 'vitest';
import { startGatewayProcess } from '../support/gateway-process.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

const UPDATE = `mutation ($first: Int, $after: String, $expectCount: Int) {
  updateShopTagsByFilter(filter: { name: { like: "B-%" } }, set: { description: "new" }, first: $first, after: $after, expectCount: $expectCount) {
    matched next stopped { code outcome } results { name isDone error { code outcome } }
  }
}`;
const DELETE = `mutation { deleteShopTagsByFilter(filter: { name: { like: "B-%" }, description: { eq: "old" } }) {
  matched next stopped { code } results { name isDone error { code field } }
} }`;

interface Result {
  name: string;
  isDone: boolean;
  error: { code: string; outcome?: string | null } | null;
}

let opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of opened.reverse()) await one[Symbol.asyncDispose]();
  opened = [];
});

/** A gateway before a site with tags of the test's own. */
async function startWithTags(count: number, env: Record<string, string> = {}): Promise<TestGateway> {
  const gateway = await startTestGateway({ version: 15 }, env);
  opened.push(gateway);
  for (let index = 0; index < count; index += 1) {
    gateway.site.database.insert('Shop Tag', { name: nameOf(index), description: 'old', docstatus: 0, idx: 0 });
  }
  return gateway;
}

function nameOf(index: number): string {
  return `B-${String(index).padStart(3, '0')}`;
}

function described({ site }: Pick<TestGateway, 'site'>, description: string): string[] {
  const sql = 'SELECT name FROM `tabShop Tag` WHERE description = ? ORDER BY name';
  return site.database.all(sql, [description]).map(({ name }) => String(name));
}

function writesOf({ site }: TestGateway): string[] {
  return site.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path.split('/').at(-1) ?? '');
}

describe('documents that a filter finds', () => {
  test('are left alone after one whose outcome is unknown, and their place is returned', async () => {
    const gateway = await startWithTags(60);
    gateway.site.fault = ({ method, path }) =>
      method === 'PUT' && path.endsWith(nameOf(20)) ? { resetSocket: true } : undefined;
    const { data } = await gateway.query(UPDATE);
    const { results, next, stopped, matched } = data.updateShopTagsByFilter;
    gateway.site.fault = undefined;
    expect(matched).toBe(60);
    expect(stopped).toEqual({ code: 'UPSTREAM_UNAVAILABLE', outcome: 'UNKNOWN' });
    expect(results[20]).toMatchObject({ name: nameOf(20), isDone: false, error: { outcome: 'UNKNOWN' } });
    // Those that were on their way at that moment have ended.
    expect(results.length).toBeGreaterThan(20);
    expect(results.length).toBeLessThan(30);
    expect([...writesOf(gateway)].sort()).toEqual(results.map(({ name }: Result) => name));
    const rest = await gateway.query(UPDATE, { variables: { after: next } });
    const names = rest.data.updateShopTagsByFilter.results.map(({ name }: Result) => name);
    expect([...results.map(({ name }: Result) => name), ...names]).toEqual(
      Array.from({ length: 60 }, (_, at) => nameOf(at)),
    );
    expect(rest.data.updateShopTagsByFilter).toMatchObject({ matched: 60, next: null, stopped: null });
  });

  test('are left alone once the site takes no more writes', async () => {
    const gateway = await startWithTags(40);
    gateway.site.fault = ({ method, path }) =>
      method === 'PUT' && path.endsWith(nameOf(9)) ? { status: 503, body: '{"exc_type":"InReadOnlyMode"}' } : undefined;
    const { data } = await gateway.query(UPDATE);
    const { results, stopped, next } = data.updateShopTagsByFilter;
    expect(stopped.code).toBe('READ_ONLY');
    expect(results.length).toBeLessThan(20);
    expect(next).not.toBeNull();
  });

  test('are each written or refused for themselves', async () => {
    const gateway = await startWithTags(12);
    gateway.site.fault = ({ method, path }) =>
      method === 'PUT' && path.endsWith(nameOf(3))
        ? { status: 417, body: '{"exc_type":"ValidationError","exception":"no"}' }
        : undefined;
    const { data } = await gateway.query(UPDATE);
    const { results, stopped, next } = data.updateShopTagsByFilter;
    expect([stopped, next]).toEqual([null, null]);
    expect(results.filter(({ isDone }: Result) => !isDone)).toEqual([
      { name: nameOf(3), isDone: false, error: { code: 'INVALID', outcome: null } },
    ]);
    expect(described(gateway, 'new')).toHaveLength(11);
  });

  test('that somebody changes meanwhile stay as they are', async () => {
    const gateway = await startWithTags(6);
    const { database } = gateway.site;
    gateway.site.fault = ({ method }) => {
      if (method === 'PUT') database.update('Shop Tag', nameOf(4), { description: 'theirs' });
      return undefined;
    };
    const { data } = await gateway.query(UPDATE, { variables: { first: 4 } });
    expect(data.updateShopTagsByFilter.results.every(({ isDone }: Result) => isDone)).toBe(true);
    const found = gateway.query(UPDATE, { variables: { after: data.updateShopTagsByFilter.next } });
    const { results } = (await found).data.updateShopTagsByFilter;
    expect(results.map(({ error }: Result) => error?.code)).toEqual(['CONFLICT', undefined]);
    expect(described(gateway, 'theirs')).toEqual([nameOf(4)]);
  });

  test('are not deleted if they no longer match', async () => {
    const gateway = await startWithTags(60);
    const { database } = gateway.site;
    gateway.site.fault = ({ method }) => {
      if (method === 'DELETE') database.update('Shop Tag', nameOf(50), { description: 'theirs' });
      return undefined;
    };
    const { data } = await gateway.query(DELETE);
    const { results, matched, next } = data.deleteShopTagsByFilter;
    expect([matched, next, results.length]).toEqual([60, null, 60]);
    expect(results.filter(({ isDone }: Result) => !isDone)).toEqual([
      { name: nameOf(50), isDone: false, error: { code: 'CONFLICT', field: 'filter' } },
    ]);
    expect(described(gateway, 'theirs')).toEqual([nameOf(50)]);
  });

  test('beyond a page are counted for the guard, and not again for the next page', async () => {
    const gateway = await startWithTags(30);
    const wrong = await gateway.query(UPDATE, { variables: { first: 10, expectCount: 29 } });
    expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', expected: '29', actual: '30' });
    expect(writesOf(gateway)).toEqual([]);
    const counts = () => gateway.site.requests.filter(({ path }) => path.includes('get_count')).length;
    const names: string[] = [];
    let after: string | null = null;
    do {
      const before = counts();
      const { data } = await gateway.query(UPDATE, { variables: { first: 10, expectCount: 30, after } });
      expect(counts() - before).toBe(after === null ? 1 : 0);
      names.push(...data.updateShopTagsByFilter.results.map(({ name }: Result) => name));
      after = data.updateShopTagsByFilter.next;
    } while (after !== null);
    expect(names).toEqual(Array.from({ length: 30 }, (_, index) => nameOf(index)));
  });

  test('are written for half of the time of an operation, and the rest is left', async () => {
    const gateway = await startWithTags(100, { OPERATION_TIMEOUT_MS: '2000' });
    gateway.site.fault = ({ method }) => (method === 'PUT' ? { delayMs: 200 } : undefined);
    const { data, errors } = await gateway.query(UPDATE);
    expect(errors).toBeUndefined();
    const { results, next, stopped } = data.updateShopTagsByFilter;
    expect(results.every(({ isDone }: Result) => isDone)).toBe(true);
    expect([results.length > 8, results.length < 100, next === null, stopped]).toEqual([true, true, false, null]);
  });

  test('stay within the number that the setting allows', async () => {
    const gateway = await startWithTags(5, { MAX_BULK_DOCUMENTS: '3' });
    const { data } = await gateway.query(UPDATE);
    expect(data.updateShopTagsByFilter).toMatchObject({ matched: 5, results: [{}, {}, {}] });
    const { errors } = await gateway.query(UPDATE, { variables: { first: 4 } });
    expect(errors?.[0]?.message).toBe('`first`: must be between 1 and 3.');
  });

  test('are all written in the end, however often the gateway is killed', { timeout: 120_000 }, async () => {
    const gateway = await startWithTags(40);
    const { site } = gateway;
    site.fault = ({ method }) => (method === 'PUT' ? { delayMs: 20 } : undefined);
    const killed = await startGatewayProcess(site);
    opened.push(killed);
    // A written document does not match any more: the same call finds those that are left.
    const query = `mutation { updateShopTagsByFilter(filter: { name: { like: "B-%" }, description: { eq: "old" } }, set: { description: "new" }) { next results { isDone } } }`;
    const ask = () =>
      fetch(`${killed.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: site.authorization('carol') },
        body: JSON.stringify({ query }),
      });
    for (const done of [5, 15, 25]) {
      const asked = ask().then(
        () => 'answered',
        () => 'cut',
      );
      await until(() => described(gateway, 'new').length >= done);
      await killed.kill();
      expect(await asked).toBe('cut');
      await killed.start();
    }
    expect((await ask()).status).toBe(200);
    expect(described(gateway, 'new')).toHaveLength(40);
    const writes = writesOf(gateway);
    expect(new Set(writes).size).toBe(40);
  });
});
