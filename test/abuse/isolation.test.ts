import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoRequest, type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { readConfig } from '../../src/config.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { SHARED_SCHEMAS } from '../support/shared-schemas.ts';
import { gatewayEnv, startWatchedGateway } from '../support/start-gateway.ts';

type Caller = 'alice' | 'bob' | 'carol' | 'guest' | 'wrong';
const CALLERS: readonly Caller[] = ['alice', 'bob', 'carol', 'guest', 'wrong'];
const WRONG = 'token wrongkey0000001:wrongsecret0000001';

/** What the site puts into every text for a caller, so that a value in the wrong answer is seen at once. */
const CANARIES: Readonly<Record<Caller, string>> = {
  alice: 'canary-of-alice',
  bob: 'canary-of-bob',
  carol: 'canary-of-carol',
  guest: 'canary-of-guest',
  wrong: 'canary-of-nobody',
};

const QUERIES = [
  '{ shopOrders(first: 5) { nodes { name status customer { customer_name region { name } } items { item { item_name } } } totalCount } }',
  '{ shopItems(first: 5, orderBy: [{name: DESC}]) { edges { cursor node { name item_name } } pageInfo { hasNextPage } } }',
  '{ shopCustomers(first: 3, filter: {is_vip: {eq: true}}) { nodes { name customer_name credit_limit satisfaction } } }',
  '{ shopCustomer(name: "CUST-00001") { name customer_name margin contacts { name } } }',
  '{ shopSettings { name } shopTags(first: 2) { nodes { name title } } }',
  '{ a: shopOrders(first: 2) { nodes { customer { customer_name } } } b: shopOrders(first: 2) { nodes { margin_amount } } }',
  '{ shopRegions(first: 5) { nodes { name parent_shop_region { name } } } site { frappeVersion } }',
  '{ shopOrders(filter: {customer: {where: {customer_name: {like: "%1%"}}}}, first: 2) { nodes { name } } }',
  // Of a permission level that not everybody has: it takes the caller's roles.
  '{ shopOrders(filter: {margin_amount: {gt: "0"}}, first: 2) { nodes { name } } }',
];

/** Fixed, so that a failing run can be run again. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe.each<FrappeMajor>([15, 17])(
  '200 requests of five callers at once, with delays, faults and callers who give up, on v%i',
  (version) => {
    let site: DemoSite;
    let gateway: Gateway;
    const log: string[] = [];
    const results: { caller: Caller; text: string; status: number }[] = [];
    let aborts = 0;

    beforeAll(async () => {
      site = await startDemoSite({ version });
      const stream = new Writable({
        write: (chunk, _encoding, done) => {
          log.push(String(chunk));
          done();
        },
      });
      const env = { ...gatewayEnv(site), LOG_LEVEL: 'debug', IDENTITY_CACHE_SECONDS: '10' };
      gateway = await startGateway(readConfig(env), pino({ level: 'debug' }, stream), SHARED_SCHEMAS);
      site.requests.length = 0;
      const random = createRandom(7);
      site.fault = (request) => toFault(site, request.headers, random());
      const requests = Array.from({ length: 200 }, (_, index) => {
        const caller = CALLERS[index % CALLERS.length] as Caller;
        const query = QUERIES[Math.floor(random() * QUERIES.length)] as string;
        return { caller, query, givesUpAfter: random() < 0.15 ? Math.floor(random() * 40) : null };
      });
      await Promise.all(
        requests.map(async ({ caller, query, givesUpAfter }) => {
          const signal = givesUpAfter === null ? {} : { signal: AbortSignal.timeout(givesUpAfter) };
          const headers = { 'content-type': 'application/json', ...authorization(site, caller) };
          const sent = fetch(`${gateway.url}/graphql`, {
            method: 'POST',
            headers,
            body: JSON.stringify({ query }),
            ...signal,
          });
          const answered = await sent
            .then(
              async (response) => ({ caller, text: await response.text(), status: response.status }),
              () => null,
            )
            .catch(() => null);
          if (answered === null) aborts += 1;
          else results.push(answered);
        }),
      );
      site.fault = undefined;
    });
    afterAll(async () => {
      await gateway.close();
      await site.close();
    });

    test('are all answered, but those that were given up', () => {
      expect(results.length + aborts).toBe(200);
      expect(results.length).toBeGreaterThan(150);
      for (const { text } of results) expect(Object.keys(JSON.parse(text)).length).toBeGreaterThan(0);
    });

    test('show nobody a value or a message of another', () => {
      let ownValues = 0;
      for (const { caller, text } of results) {
        for (const other of CALLERS) {
          if (other !== caller) expect(text, `${caller} sees ${other}`).not.toContain(CANARIES[other]);
        }
        if (text.includes(CANARIES[caller])) ownValues += 1;
      }
      // The canaries do arrive: a test that looks for what is never there would pass, too.
      expect(ownValues).toBeGreaterThan(20);
    });

    test("reach the site under the caller's own credential, each", () => {
      const seen = new Set(site.requests.map(({ headers }) => headers.authorization ?? 'none'));
      const known = [
        ...CALLERS.map((caller) => authorization(site, caller).authorization ?? 'none'),
        site.authorization('gateway'),
      ];
      for (const credential of seen) expect(known).toContain(credential);
      expect(seen.size).toBeGreaterThanOrEqual(5);
    });

    test('never have the service account ask for documents', () => {
      const own = site.requests.filter(({ headers }) => headers.authorization === site.authorization('gateway'));
      // Only who a caller is may be asked with it, where callers cannot ask for their own roles (v17).
      for (const { path } of own) expect(path).toMatch(/^\/api\/(method\/frappe\.|resource\/User\?)/);
      expect(own.length > 0).toBe(version === 17);
    });

    test('give the wrong token 401 and the guest no document', () => {
      const wrong = results.filter(({ caller, text }) => caller === 'wrong' && /"code":"UNAUTHENTICATED"/.test(text));
      const guests = results.filter(({ caller }) => caller === 'guest');
      expect([wrong.length > 5, guests.length > 5]).toEqual([true, true]);
      for (const { status } of wrong) expect(status).toBe(401);
      for (const { text } of guests) expect(text).not.toMatch(/SO-2026|CUST-0/);
    });

    test('leave no credential and no cookie in the log', () => {
      const text = log.join('');
      expect(text).toContain('ready');
      expect(text).not.toMatch(/secret0000001|token \w+:|Basic |Bearer /);
      for (const canary of Object.values(CANARIES)) expect(text).not.toContain(canary);
    });
  },
);

describe('two callers in the same tick', () => {
  test('never share a call', async () => {
    await using site = await startDemoSite({ version: 15 });
    const gateway = await startWatchedGateway(site);
    try {
      site.requests.length = 0;
      site.fault = () => ({ delayMs: 20 });
      const query = '{ shopOrders(first: 3) { nodes { name customer { customer_name } items { qty } } } }';
      const [alice, carol, again] = await Promise.all(
        (['alice', 'carol', 'alice'] as const).map((caller) => ask(gateway, authorization(site, caller), query)),
      );
      expect(alice).toEqual(again);
      expect(alice).not.toEqual(carol);
      const perCaller = countBy(site.requests, ({ headers }) => headers.authorization ?? '');
      // Each request is its own: the second one of alice shares nothing with her first.
      expect(perCaller.get(site.authorization('alice'))).toBe(2 * (perCaller.get(site.authorization('carol')) ?? 0));
    } finally {
      await gateway.close();
    }
  });

  test('of different languages get their own messages', async () => {
    await using site = await startDemoSite({ version: 15 });
    const gateway = await startWatchedGateway(site);
    try {
      site.fault = ({ headers }) => ({ status: 417, body: messageBody(`in ${headers['accept-language']}`) });
      const languages = ['de', 'fr', 'de', 'es'];
      const answers = await Promise.all(
        languages.map((language) =>
          ask(
            gateway,
            { ...authorization(site, 'alice'), 'accept-language': language },
            '{ shopTags { nodes { name } } }',
          ),
        ),
      );
      expect(answers.map((answer) => answer.errors[0].message)).toEqual(languages.map((language) => `in ${language}`));
    } finally {
      await gateway.close();
    }
  });
});

describe('a client who goes away', () => {
  test("ends the caller's running requests to the site, and begins no further ones", async () => {
    await using site = await startDemoSite({ version: 15 });
    const gateway = await startWatchedGateway(site);
    try {
      site.requests.length = 0;
      const reached = Promise.withResolvers<void>();
      const held = Promise.withResolvers<undefined>();
      const isOwn = ({ headers }: Pick<DemoRequest, 'headers'>) =>
        headers.authorization === site.authorization('carol');
      site.fault = (request) => {
        if (!isOwn(request)) return undefined;
        reached.resolve();
        return held.promise;
      };
      const abort = new AbortController();
      const sent = fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization(site, 'carol') },
        body: JSON.stringify({
          query: '{ shopOrders(first: 3) { nodes { customer { customer_name } items { qty } } } }',
        }),
        signal: abort.signal,
      }).catch(() => 'gave up');
      await reached.promise;
      abort.abort();
      expect(await sent).toBe('gave up');
      const others = async () => {
        const tags = '{ shopTags(first: 1) { nodes { name } } }';
        for (let calls = 0; calls < 5; calls += 1) await ask(gateway, authorization(site, 'alice'), tags);
      };
      // By the first ones the gateway knows that he is gone, by the second ones the next round would have been sent.
      await others();
      site.fault = undefined;
      held.resolve(undefined);
      await others();
      expect(site.requests.filter(isOwn)).toHaveLength(1);
    } finally {
      await gateway.close();
    }
  });
});

function toFault(site: DemoSite, headers: Record<string, string>, chance: number) {
  const caller = CALLERS.find((each) => authorization(site, each).authorization === headers.authorization);
  if (caller === undefined) return undefined;
  if (chance < 0.35) return { delayMs: Math.floor(chance * 100) };
  if (chance < 0.42) return { status: 417, body: messageBody(CANARIES[caller]) };
  if (chance < 0.46) return { status: 500, body: `<html>${CANARIES[caller]}</html>` };
  if (chance < 0.5) return { resetSocket: true };
  if (chance < 0.53) return { cutAfterBytes: 20 };
  if (chance < 0.75 && caller !== 'wrong' && caller !== 'guest')
    return { status: 200, body: canaryRows(CANARIES[caller]), delayMs: 5 };
  return undefined;
}

/** Rows that fit every list: the canary stands in each text. */
function canaryRows(canary: string): string {
  const row = { name: canary, item_name: canary, customer_name: canary, customer: canary, status: null, title: canary };
  return JSON.stringify({ data: [row], message: [row] });
}

function messageBody(text: string): string {
  return JSON.stringify({
    exc_type: 'ValidationError',
    _server_messages: JSON.stringify([JSON.stringify({ message: text })]),
  });
}

function authorization(site: DemoSite, caller: Caller): Record<string, string> {
  if (caller === 'guest') return {};
  return { authorization: caller === 'wrong' ? WRONG : site.authorization(caller) };
}

async function ask(gateway: Gateway, headers: Record<string, string>, query: string) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return JSON.parse(await response.text());
}

function countBy(requests: readonly DemoRequest[], key: (request: DemoRequest) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const request of requests) counts.set(key(request), (counts.get(key(request)) ?? 0) + 1);
  return counts;
}
