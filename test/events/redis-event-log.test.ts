import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { DOC_EVENT_KINDS, type DocEvent } from '../../src/events/doc-event.ts';
import type { EventLog, EventLogState, EventSource, LoggedEvent } from '../../src/events/event-log.ts';
import { openFileEventLog } from '../../src/events/file-event-log.ts';
import { openRedisEventLog } from '../../src/events/redis-event-log.ts';
import { connectRedis, redisPrefix } from '../../src/redis/redis-connection.ts';
import { startRedis, WITHOUT_REDIS } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

const opened: EventLog[] = [];
afterEach(() => Promise.all(opened.splice(0).map((log) => log.close())));

describe.skipIf(WITHOUT_REDIS)(`a log in Redis${WITHOUT_REDIS ? ` (skipped: ${WITHOUT_REDIS})` : ''}`, () => {
  test('gives every process each event once, in the same order, whichever process kept it', async () => {
    await using redis = await startRedis();
    const [one, two] = [await open(redis.url), await open(redis.url)];
    const start = await one.head();
    const [heardByOne, heardByTwo] = [hear(one), hear(two)];
    const events = Array.from({ length: 40 }, (_, index) => change(`N${index % 20}`, index));
    await Promise.all(events.map((event, index) => (index % 2 ? one : two).append([event, event])));
    await Promise.all(events.map((event) => two.append([event])));
    const kept = (await readAll(one, start)) ?? [];
    await until(() => heardByOne.length >= kept.length && heardByTwo.length >= kept.length);
    expect(heardByOne).toEqual(kept);
    expect(heardByTwo).toEqual(kept);
    expect(await readAll(two, kept[4]?.position ?? '')).toEqual(kept.slice(5));
    expect(new Set(kept.map(({ name, modified }) => `${name} ${modified}`)).size).toBe(kept.length);
  });

  test('takes the same events for news as a log in a file does', { timeout: 60_000 }, async () => {
    await using redis = await startRedis();
    const event = fc.record({
      doctype: fc.constant('Shop Order'),
      name: fc.constantFrom('A', 'B'),
      kind: fc.constantFrom(...DOC_EVENT_KINDS),
      modified: fc.constantFrom(null, ...[1, 2, 3, 4].map((second) => change('A', second).modified)),
    });
    const source = fc.constantFrom<EventSource>('announced', 'announced', 'found');
    const horizon = '2026-11-21 10:00:02.500000';
    const batches = fc.array(fc.tuple(fc.array(event, { minLength: 1, maxLength: 4 }), source), { maxLength: 12 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(batches, async (given) => {
        const siteUrl = `https://site-${run++}.example.com/`;
        const [shared, own] = [
          await open(redis.url, { siteUrl, horizon }),
          await openFileEventLog(fileOptions(siteUrl, horizon)),
        ];
        const [sharedStart, ownStart] = [await shared.head(), await own.head()];
        for (const [events, from] of given) {
          await shared.append(events, from);
          await own.append(events, from);
        }
        expect(await told(shared, sharedStart)).toEqual(await told(own, ownStart));
        await shared.close();
      }),
      { numRuns: 60, seed: 9 },
    );
  });

  test('forgets beyond its retention, and says so on request', async () => {
    await using redis = await startRedis();
    const log = await open(redis.url, { count: 3 });
    const positions = [await log.head()];
    for (let second = 0; second < 7; second += 1) {
      await log.append([change(`N${second}`, second)]);
      positions.push(await log.head());
    }
    for (const [index, position] of positions.entries()) {
      const names = index < 4 ? null : ['N4', 'N5', 'N6'].slice(index - 4);
      expect((await readAll(log, position))?.map(({ name }) => name) ?? null).toEqual(names);
    }
    const siteUrl = 'https://short.example.com/';
    const long = await open(redis.url, { siteUrl });
    const start = await long.head();
    await long.append([change('A', 1)]);
    expect(await readAll(long, start)).toHaveLength(1);
    // Redis goes by its own clock, so a retention that is over at once takes the place of waiting.
    const short = await open(redis.url, { siteUrl, seconds: 0.001 });
    await until(async () => (await readAll(short, start)) === null);
  });

  test('keeps marks, and gives a duty to one process at a time', async () => {
    await using redis = await startRedis();
    const [one, two] = [await open(redis.url), await open(redis.url)];
    expect(await one.mark('changes:Shop Order')).toBeNull();
    await one.setMark('changes:Shop Order', 'a|b');
    expect(await two.mark('changes:Shop Order')).toBe('a|b');
    expect([await one.lease('sources', 300), await two.lease('sources', 300)]).toEqual([true, false]);
    expect([await one.lease('sources', 300), await two.lease('other', 300)]).toEqual([true, true]);
    await until(() => two.lease('sources', 300));
    expect(await one.lease('sources', 300)).toBe(false);
  });

  test('keeps sites apart', async () => {
    await using redis = await startRedis();
    const [one, two] = [await open(redis.url), await open(redis.url, { siteUrl: 'https://other.example.com/' })];
    const heard = hear(two);
    await one.append([change('A', 1)]);
    expect(await readAll(two, await one.head())).toBeNull();
    await two.append([change('A', 1)]);
    await until(() => heard.length > 0);
    expect(heard).toHaveLength(1);
  });

  test('goes on without a gap where Redis crashed and came back', async () => {
    await using redis = await startRedis();
    const states: EventLogState[] = [];
    const [one, two] = [await open(redis.url, { onState: (state) => states.push(state) }), await open(redis.url)];
    const start = await one.head();
    const heard = hear(one);
    await two.append([change('A', 1)]);
    await until(() => heard.length === 1);
    await redis.crash();
    await expect(two.append([change('B', 1)])).rejects.toThrow();
    await until(() => two.state() === 'unavailable' && states.length === 1);
    await redis.restart();
    await until(() => two.state() === 'ready' && one.state() === 'ready');
    await two.append([change('B', 1), change('A', 1)]);
    await until(() => heard.length === 2);
    expect(await readAll(two, start)).toEqual(heard);
    expect(states).toEqual(['unavailable', 'ready']);
  });

  test('knows no position of before where Redis came back without its data', async () => {
    await using redis = await startRedis();
    const log = await open(redis.url);
    const heard = hear(log);
    await log.append([change('A', 1), change('B', 1)]);
    await until(() => heard.length === 2);
    const position = await log.head();
    await redis.crash();
    await redis.restart('lost');
    await until(() => log.state() === 'ready');
    await log.append([change('C', 1)]);
    await until(() => heard.length === 3);
    expect(heard.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
    expect(await readAll(log, position)).toBeNull();
  });

  test('knows no position of before where Redis came back with less than it had', async () => {
    await using redis = await startRedis();
    const log = await open(redis.url);
    const heard = hear(log);
    await log.append([change('A', 1)]);
    const kept = await log.head();
    await redis.remember();
    await log.append([change('B', 1)]);
    await until(() => heard.length === 2);
    const lost = await log.head();
    await redis.crash();
    await redis.restart('remembered');
    await until(() => log.state() === 'ready');
    await until(async () => (await log.head()).split('-')[0] !== kept.split('-')[0]);
    await log.append([change('C', 1)]);
    await until(() => heard.length === 3);
    expect(heard.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
    expect([await readAll(log, kept), await readAll(log, lost)]).toEqual([null, null]);
  });

  test.each(['at', 'doctype', 'name', 'kind', 'modified', 'UPDATE'])(
    'keeps events of documents and DocTypes called %j',
    async (word) => {
      await using redis = await startRedis();
      const log = await open(redis.url);
      const start = await log.head();
      const heard = hear(log);
      const events = [change(word, 1), { ...change('A', 1), doctype: word }, { ...change(word, 1), doctype: word }];
      await log.append(events);
      await log.append([change('Last', 1)]);
      await until(() => heard.some(({ name }) => name === 'Last'));
      expect(heard.slice(0, -1).map(({ position: _, ...event }) => event)).toEqual(events);
      expect(await readAll(log, start)).toEqual(heard);
    },
  );

  test('goes on behind entries that it does not know, and does not read them again and again', async () => {
    await using redis = await startRedis();
    const log = await open(redis.url);
    const start = await log.head();
    const heard = hear(log);
    const other = connectRedis(redis.url);
    await other.connect();
    const key = (name: string) => `${redisPrefix('https://site.example.com/')}${name}`;
    const unknown = 600;
    for (let seq = 1; seq <= unknown; seq += 1) await other.xadd(key('events'), `${seq}-0`, 'at', Date.now(), 'a', 'b');
    await other.hset(key('meta'), 'seq', unknown);
    const reads = async () => Number(/cmdstat_xread:calls=(\d+)/.exec(await other.info('commandstats'))?.[1] ?? 0);
    const before = await reads();
    await delay(500);
    expect((await reads()) - before).toBeLessThan(5);
    await log.append([change('A', 1)]);
    await until(() => heard.length === 1);
    expect(await readAll(log, start)).toEqual(heard);
    other.disconnect();
  });

  test('is there once Redis is, where it was away at the start', async () => {
    await using redis = await startRedis();
    await redis.crash();
    const log = await open(redis.url);
    const heard = hear(log);
    expect(log.state()).toBe('unavailable');
    await expect(log.head()).rejects.toThrow();
    await redis.restart();
    await until(() => log.state() === 'ready');
    await log.append([change('A', 1)]);
    await until(() => heard.length === 1);
  });
});

function change(name: string, second: number, kind: DocEvent['kind'] = 'UPDATE'): DocEvent {
  const modified = `2026-11-21 10:00:${String(second).padStart(2, '0')}.000000`;
  return { doctype: 'Shop Order', name, kind, modified };
}

function fileOptions(siteUrl: string, horizon: string | null) {
  return { file: null, siteUrl, retention: { seconds: 3600, count: 1000 }, horizon: () => horizon };
}

async function open(
  url: string,
  {
    siteUrl = 'https://site.example.com/',
    seconds = 3600,
    count = 1000,
    horizon = null as string | null,
    onState = (_state: EventLogState): void => {},
  } = {},
): Promise<EventLog> {
  const log = await openRedisEventLog({ url, siteUrl, retention: { seconds, count }, horizon: () => horizon, onState });
  opened.push(log);
  return log;
}

function hear(log: EventLog): LoggedEvent[] {
  const heard: LoggedEvent[] = [];
  log.listen((event) => heard.push(event));
  return heard;
}

async function readAll(log: EventLog, position: string): Promise<LoggedEvent[] | null> {
  const events = await log.readAfter(position);
  if (events === null) return null;
  const all: LoggedEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

async function told(log: EventLog, position: string): Promise<string[]> {
  return ((await readAll(log, position)) ?? []).map(({ name, kind, modified }) => `${kind} ${name} ${modified}`);
}
