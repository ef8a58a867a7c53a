import { describe, expect, test } from 'vitest';
import { CallerToken } from '../../src/frappe/caller-token.ts';
import { keyOf } from '../../src/server/rate-limit/caller-key.ts';
import { LocalBuckets } from '../../src/server/rate-limit/point-buckets.ts';
import { collectGarbage } from '../support/collect-garbage.ts';
import { fewPoints, startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const TAG = '{ shopTags(first: 1) { nodes { name } } }';
const start = () => startTestGateway({}, { TRUSTED_PROXIES: '127.0.0.1' }, undefined, fewPoints(12));

const from = (address: string) => ({ 'x-forwarded-for': address });
const statusOf = async (gateway: TestGateway, options: Parameters<TestGateway['query']>[1]) =>
  (await gateway.query(TAG, options)).status;

async function exhaust(gateway: TestGateway, options: Parameters<TestGateway['query']>[1]): Promise<void> {
  while ((await statusOf(gateway, options)) !== 429);
}

describe('a caller without points', () => {
  test('takes none from others, whatever address they share', async () => {
    await using gateway = await start();
    for (const as of ['alice', 'bob'] as const) expect(await statusOf(gateway, { as })).toBe(200);
    await exhaust(gateway, { as: 'alice' });
    await exhaust(gateway, { as: 'guest' });
    const answer = await gateway.query(TAG, { as: 'bob' });
    expect([answer.status, answer.extensions?.cost]).toMatchObject([200, { available: 10 }]);
    expect(await statusOf(gateway, { as: 'alice' })).toBe(429);
  });

  test('gets none by asking at the same moment', async () => {
    await using gateway = await start();
    await gateway.query(TAG, { as: 'alice' });
    gateway.site.requests.length = 0;
    const statuses = await Promise.all(Array.from({ length: 60 }, () => statusOf(gateway, { as: 'alice' })));
    const answered = statuses.filter((status) => status === 200).length;
    expect(answered).toBe(11);
    expect(gateway.site.requests).toHaveLength(answered);
  });

  test('is a guest by the address, and by the network of IPv6', async () => {
    await using gateway = await start();
    await exhaust(gateway, { as: 'guest', headers: from('203.0.113.7') });
    expect(await statusOf(gateway, { as: 'guest', headers: from('203.0.113.8') })).not.toBe(429);
    await exhaust(gateway, { as: 'guest', headers: from('2001:db8:1:2::7') });
    expect(await statusOf(gateway, { as: 'guest', headers: from('2001:db8:1:2:ffff::8') })).toBe(429);
    expect(await statusOf(gateway, { as: 'guest', headers: from('2001:db8:1:3::7') })).not.toBe(429);
  });
});

describe('made-up credentials', () => {
  test('share the points of their address, and reach the site no more once these are used up', async () => {
    await using gateway = await start();
    await gateway.query(TAG, { as: 'alice' });
    gateway.site.requests.length = 0;
    const statuses: number[] = [];
    for (let index = 0; index < 40; index += 1) {
      statuses.push(await statusOf(gateway, { headers: { authorization: `token made-up:${index}` } }));
    }
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect(gateway.site.requests.length).toBeLessThanOrEqual(12);
    // Users whom the site knows go on, from the same address.
    expect(await statusOf(gateway, { as: 'alice' })).toBe(200);
    // So do new ones, from another address.
    expect(await statusOf(gateway, { as: 'bob', headers: from('203.0.113.7') })).toBe(200);
  });

  test('do not use up the points of an address for users who come from it', async () => {
    await using gateway = await start();
    const users = ['alice', 'bob', 'carol', 'gateway'] as const;
    for (let time = 0; time < 2; time += 1) for (const as of users) await gateway.query(TAG, { as });
    const { extensions } = await gateway.query(TAG, { headers: { authorization: 'token made-up:0' } });
    expect(extensions?.cost).toMatchObject({ actual: 1, available: 11 });
  });
});

describe('callers who only read files', () => {
  test('have points of their own once the site has sent them a private one', async () => {
    await using gateway = await start();
    const statuses: number[] = [];
    for (let time = 0; time < 8; time += 1) {
      for (const as of ['alice', 'bob'] as const) {
        const authorization = gateway.site.authorization(as);
        if (time === 0) await upload(gateway, `${as}.txt`, { authorization, private: true });
        statuses.push(await fileStatus(gateway, `/private/files/${as}.txt`, authorization));
      }
    }
    expect(statuses).toEqual(Array(16).fill(200));
    const { extensions } = await gateway.query(TAG, { headers: { authorization: 'token made-up:0' } });
    expect(extensions?.cost).toMatchObject({ available: 11 });
  });

  test('share those of their address if they read public ones with made-up credentials', async () => {
    await using gateway = await start();
    const authorization = gateway.site.authorization('alice');
    await upload(gateway, 'open.txt', { authorization, private: false });
    const statuses: number[] = [];
    for (let index = 0; index < 20; index += 1)
      statuses.push(await fileStatus(gateway, '/files/open.txt', `token made-up:${index % 2}`));
    expect(statuses).toEqual([...Array(12).fill(200), ...Array(8).fill(429)]);
  });
});

async function fileStatus({ gateway }: TestGateway, path: string, authorization: string): Promise<number> {
  const response = await fetch(gateway.url + path, { headers: { authorization } });
  await response.arrayBuffer();
  return response.status;
}

async function upload(
  { site }: TestGateway,
  name: string,
  { authorization, private: isPrivate }: { authorization: string; private: boolean },
): Promise<void> {
  const body = new FormData();
  body.append('file', new Blob(['text']), name);
  body.append('is_private', isPrivate ? '1' : '0');
  const headers = { authorization, accept: 'application/json' };
  expect((await fetch(`${site.url}/api/method/upload_file`, { method: 'POST', headers, body })).status).toBe(200);
}

describe('a flood of callers', () => {
  const PER_BUCKET = 1_000;

  test('fills no memory: a bounded number of buckets is kept, the fullest ones not at all', async () => {
    const buckets = new LocalBuckets({ burst: 100, perSecond: 1 });
    const before = heapUsed();
    for (let index = 0; index < 300_000; index += 1) await buckets.take(`caller ${index}`, 50);
    // One point comes back in each second, and to measure the heap takes a while.
    expect(buckets.available('caller 299999')).toBeLessThan(51);
    expect((heapUsed() - before) / 20_000).toBeLessThan(PER_BUCKET);
    expect(buckets.available('caller 0')).toBe(100);
  });

  test('has one bucket for each network, in whichever way an address is written', () => {
    const key = (clientAddress: string) => keyOf({ token: CallerToken.guest, clientAddress }, () => false);
    const same = ['2001:db8::1', '2001:0db8:0:0:1::', '2001:DB8::ffff:1:2:3', '2001:db8:0:0:1:2:3:4'];
    expect(new Set(same.map(key))).toEqual(new Set(['guest 2001:db8:0:0::/64']));
    expect(key('::1')).toBe('guest 0:0:0:0::/64');
    expect(key('::ffff:203.0.113.7')).not.toBe(key('203.0.113.8'));
    expect(key('fe80::1%eth0')).toBe('guest fe80:0:0:0::/64');
  });
});

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
