import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EventLog } from '../../src/events/event-log.ts';
import { openFileEventLog } from '../../src/events/file-event-log.ts';
import { KEY_MS, KEYS_PER_OWNER, type KeptKey, type KeyStore } from '../../src/events/key-store.ts';
import { openRedisEventLog } from '../../src/events/redis-event-log.ts';
import { passTime } from '../support/pass-time.ts';
import { startRedis, WITHOUT_REDIS } from '../support/redis-server.ts';

const OPTIONS = { siteUrl: 'http://site.test', retention: { seconds: 60, count: 100 }, horizon: () => null };
const opened: EventLog[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((log) => log.close()));
});

async function openFile(file: string | null): Promise<EventLog> {
  const log = await openFileEventLog({ ...OPTIONS, file });
  opened.push(log);
  return log;
}

async function openRedis(url: string): Promise<EventLog> {
  const log = await openRedisEventLog({ ...OPTIONS, url, onState: () => {} });
  opened.push(log);
  return log;
}

const newFile = async () => join(await mkdtemp(join(tmpdir(), 'keys-')), 'events.jsonl');

function begun(attempt: string): KeptKey {
  return { attempt, state: 'begun', input: 'hash', since: 1, lasts: 1000, doctype: 'Shop Note', made: [] };
}

function done(attempt: string, ...names: string[]): KeptKey {
  return { ...begun(attempt), state: 'done', made: names.map((name) => ({ name, creation: null })) };
}

function replace(keys: KeyStore, id: string, expected: string | null, next: KeptKey | null, owner = 'o') {
  return keys.replace({ id, owner, expected, next, takesOver: false });
}

/** What every store does. */
async function checkRules(keys: KeyStore): Promise<void> {
  expect(await keys.read('a')).toBeNull();
  const races = await Promise.all([1, 2, 3, 4].map((turn) => replace(keys, 'a', null, begun(`p.${turn}`))));
  expect(races.filter((isMade) => isMade)).toHaveLength(1);
  const { kept, age } = (await keys.read('a')) ?? { kept: null, age: Number.NaN };
  expect(age).toBeLessThan(10_000);
  const attempt = kept?.attempt ?? '';
  expect(kept).toEqual(begun(attempt));
  expect(await replace(keys, 'a', 'p.9', done('p.9', 'N1'))).toBe(false);
  expect(await replace(keys, 'a', attempt, done(attempt, 'N1'))).toBe(true);
  expect((await keys.read('a'))?.kept).toEqual(done(attempt, 'N1'));

  await replace(keys, 'b', null, begun('p.5'));
  expect(await replace(keys, 'b', 'p.5', done('p.5', 'N2', 'N1')), 'a document belongs to one key').toBe(false);
  expect([...(await keys.claimed('Shop Note', ['N1', 'N2', 'N3']))]).toEqual(['N1']);
  expect([...(await keys.claimed('Shop Order', ['N1']))]).toEqual([]);
  expect(await replace(keys, 'b', 'p.5', null)).toBe(true);
  expect(await keys.read('b')).toBeNull();
  expect(await replace(keys, 'b', 'p.5', done('p.5'))).toBe(false);

  await replace(keys, 'c', null, begun('p.6'));
  const taking = { id: 'c', owner: 'o', expected: 'p.6', next: done('p.6', 'N1'), takesOver: true };
  expect(await keys.replace(taking), 'a name is given again after its document was deleted').toBe(true);
  expect((await keys.read('a'))?.kept.state).toBe('done');

  expect(await keys.isAlive(keys.self)).toBe(true);
  expect(await keys.isAlive('somebody')).toBe(false);
}

describe('keys in memory and in a file', () => {
  test('are replaced by one attempt at a time', async () => {
    await checkRules((await openFile(null)).keys);
    await checkRules((await openFile(await newFile())).keys);
  });

  test('are on disk before they count, and there after a restart', async () => {
    const file = await newFile();
    const first = await openFile(file);
    await replace(first.keys, 'a', null, begun('p.1'));
    expect(await readFile(file, 'utf8')).toContain('"p.1"');
    await replace(first.keys, 'a', 'p.1', done('p.1', 'N1'));
    await replace(first.keys, 'b', null, begun('p.2'));
    await replace(first.keys, 'b', 'p.2', null);
    await first.append([{ doctype: 'A', name: 'A', kind: 'INSERT', modified: '2026-11-21 10:00:00.000000' }]);
    await replace(first.keys, 'c', null, begun('p.3'));
    await first.close();
    for (let start = 0; start < 2; start += 1) {
      const again = await openFile(file);
      expect((await again.keys.read('a'))?.kept).toEqual(done('p.1', 'N1'));
      expect(await again.keys.read('b')).toBeNull();
      expect((await again.keys.read('c'))?.kept).toEqual(begun('p.3'));
      expect(await again.keys.isAlive(first.keys.self)).toBe(false);
      expect([...(await again.keys.claimed('Shop Note', ['N1']))]).toEqual(['N1']);
      await again.close();
    }
  });

  test('are forgotten after a day, and the file does not grow without end', { timeout: 120_000 }, async () => {
    const file = await newFile();
    const { keys } = await openFile(file);
    await replace(keys, 'old', null, begun('p.1'));
    await replace(keys, 'old', 'p.1', done('p.1', 'N1'));
    passTime(KEY_MS - 60_000);
    expect((await keys.read('old'))?.age).toBeGreaterThanOrEqual(KEY_MS - 60_000);
    passTime(KEY_MS);
    expect(await keys.read('old')).toBeNull();
    for (let index = 0; index < 3_000; index += 1) {
      await replace(keys, `${index}`, null, begun(`p.${index}`));
      await replace(keys, `${index}`, `p.${index}`, null);
    }
    expect([...(await keys.claimed('Shop Note', ['N1']))]).toEqual([]);
    expect((await readFile(file, 'utf8')).split('\n').length).toBeLessThan(2_000);
  });

  test('of one caller do not push out those of others', async () => {
    const { keys } = await openFile(null);
    await replace(keys, 'mine', null, begun('p.0'), 'me');
    const many = Array.from({ length: KEYS_PER_OWNER + 5 }, (_, index) => `${index}`);
    await Promise.all(many.map((id) => replace(keys, id, null, begun(`p.${id}`), 'other')));
    expect(await keys.read('mine')).not.toBeNull();
    expect(await keys.read('4')).toBeNull();
    expect(await keys.read('5')).not.toBeNull();
  });
});

describe.skipIf(WITHOUT_REDIS)(`keys in Redis${WITHOUT_REDIS ? ` (skipped: ${WITHOUT_REDIS})` : ''}`, () => {
  test('are replaced by one attempt at a time, and seen by every process', async () => {
    await using redis = await startRedis();
    const [one, other] = [await openRedis(redis.url), await openRedis(redis.url)];
    await checkRules(one.keys);
    expect((await other.keys.read('a'))?.kept).toMatchObject({ state: 'done', made: [{ name: 'N1', creation: null }] });
    expect(await other.keys.isAlive(one.keys.self)).toBe(true);
    expect(await one.keys.isAlive(other.keys.self), 'a process without requests with keys says nothing').toBe(false);
    const races = [one, other].map(({ keys }, index) => replace(keys, 'race', null, begun(`${keys.self}.${index}`)));
    expect((await Promise.all(races)).sort()).toEqual([false, true]);
    await Promise.all(opened.splice(0).map((log) => log.close()));
  });

  test('expire after a day, counted from the beginning of their request', async () => {
    await using redis = await startRedis();
    const { keys } = await openRedis(redis.url);
    const client = new Redis(redis.url);
    await replace(keys, 'a', null, begun('p.1'));
    const [name = ''] = await client.keys('*:key:a');
    expect(await client.pttl(name)).toBeGreaterThan(KEY_MS - 10_000);
    await client.pexpire(name, 5_000);
    expect((await keys.read('a'))?.age).toBeGreaterThanOrEqual(KEY_MS - 5_000);
    await replace(keys, 'a', 'p.1', done('p.1', 'N1'));
    expect(await client.pttl(name)).toBeLessThanOrEqual(5_000);
    await replace(keys, 'a', 'p.1', begun('p.2'));
    expect(await client.pttl(name)).toBeGreaterThan(KEY_MS - 10_000);
    for (const key of await client.keys('*')) {
      if (/:(key|keys-of|made|alive):/.test(key)) expect([key, (await client.pttl(key)) > 0]).toEqual([key, true]);
    }
    client.disconnect();
    await Promise.all(opened.splice(0).map((log) => log.close()));
  });

  test('of one caller do not push out those of others', { timeout: 30_000 }, async () => {
    await using redis = await startRedis();
    const { keys } = await openRedis(redis.url);
    await replace(keys, 'mine', null, begun('p.0'), 'me');
    const many = Array.from({ length: KEYS_PER_OWNER + 5 }, (_, index) => `${index}`);
    for (let from = 0; from < many.length; from += 500) {
      await Promise.all(many.slice(from, from + 500).map((id) => replace(keys, id, null, begun(`p.${id}`), 'other')));
    }
    const client = new Redis(redis.url);
    const [owned = ''] = await client.keys('*:keys-of:other');
    expect(await client.zcard(owned)).toBe(KEYS_PER_OWNER);
    client.disconnect();
    expect(await keys.read('mine')).not.toBeNull();
    await Promise.all(opened.splice(0).map((log) => log.close()));
  });
});
