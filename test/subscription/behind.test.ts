import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countResults } from '../../src/server/stream/count-results.ts';
import type { OperationResults } from '../../src/server/stream/shared-stream.ts';
import { ShownNames } from '../../src/server/stream/shown-names.ts';
import { StreamMemory } from '../../src/server/stream/stream-memory.ts';
import { createChangeSender } from '../support/change-sender.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { connectAs, type TestSocket } from '../support/stream-clients.ts';

describe('a stream that falls behind', () => {
  let running: TestGateway;
  let socket: TestSocket;

  beforeEach(async () => {
    running = await startTestGateway();
    socket = await connectAs(running, 'carol');
  });
  afterEach(async () => {
    socket.close();
    await running[Symbol.asyncDispose]();
  });

  test('goes on from the log: 2,500 changes while the site is slow are all delivered, once and in order', async () => {
    socket.subscribe('1', 'subscription { shopOrderChanged { modified } }');
    await socket.settle();
    let isSlow = true;
    running.site.fault = () => (isSlow ? { delayMs: 1_000 } : undefined);
    const expected: string[] = [];
    for (let batch = 0; batch < 25; batch += 1) {
      const events = Array.from({ length: 100 }, (_, index) => {
        const number = batch * 100 + index;
        const modified = `2026-01-01 00:00:00.${String(number).padStart(6, '0')}`;
        expected.push(modified.replace(' ', 'T').replace('.000000', ''));
        const name = `SO-2026-${String((number % 50) + 1).padStart(5, '0')}`;
        return { doctype: 'Shop Order', name, kind: 'UPDATE' as const, modified };
      });
      await running.gateway.site.events.append(events);
    }
    isSlow = false;
    const told: string[] = [];
    while (told.length < expected.length) {
      const { payload } = await socket.messages.take(10_000);
      told.push(payload.data.shopOrderChanged.modified);
    }
    expect(told).toEqual(expected);
    expect(await socket.settled()).toEqual([]);
    expect(running.site.requests.length).toBeLessThan(60);
  });

  test('takes up a changed schema, and ends where that does not have what is asked for', async () => {
    const sendChange = createChangeSender(running);
    socket.subscribe('kept', 'subscription { shopOrderChanged { shopOrder { status } } }');
    socket.subscribe('gone', 'subscription { shopOrderChanged { shopOrder { delivery_note } } }');
    expect(await socket.settled()).toEqual([]);
    running.site.database.run("DELETE FROM `tabDocField` WHERE parent = 'Shop Order' AND fieldname = 'delivery_note'");
    running.site.database.run("UPDATE `tabDocType` SET modified = '2026-11-21 12:00:01' WHERE name = 'Shop Order'");
    await running.gateway.site.refresh();
    await sendChange('UPDATE', 'SO-2026-00001');
    const messages = [await socket.messages.take(), await socket.messages.take()];
    expect(messages.find(({ id }) => id === 'kept')).toMatchObject({ type: 'next' });
    expect(messages.find(({ id }) => id === 'gone')).toMatchObject({
      type: 'error',
      payload: [
        {
          message: 'The schema has changed: Cannot query field "delivery_note" on type "ShopOrder".',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
  });
});

describe('results that are counted', () => {
  test('count until they end, fail or are given up, and once', async () => {
    async function* two() {
      yield { data: { n: 1 } };
      yield { data: { n: 2 } };
    }
    async function* failing() {
      yield { data: { n: 1 } };
      throw new Error('over');
    }
    const counts = { ended: 0, failed: 0, left: 0, single: 0 };
    const iterate = async (results: OperationResults) => {
      let count = 0;
      if (Symbol.asyncIterator in results) for await (const _ of results) count += 1;
      return count;
    };
    expect(await iterate(await countResults(two(), () => (counts.ended += 1)))).toBe(2);
    await expect(iterate(await countResults(failing(), () => (counts.failed += 1)))).rejects.toThrow('over');
    const left = await countResults(two(), () => (counts.left += 1));
    if (Symbol.asyncIterator in left) for await (const _ of left) break;
    expect(await countResults({ data: { n: 1 } }, () => (counts.single += 1))).toEqual({ data: { n: 1 } });
    expect(counts).toEqual({ ended: 1, failed: 1, left: 1, single: 1 });
  });
});

describe('the memory of what a stream has shown', () => {
  const ENOUGH = { trySet: () => true };

  test('continues for each subscriber of a shared stream from their own start', () => {
    const shown = new ShownNames(10, 5, ENOUGH);
    shown.show('a');
    const late = shown.count;
    expect([shown.wasShown('a', 0), shown.wasShown('a', late), shown.has('a')]).toEqual([true, false, true]);
    shown.show('b');
    shown.show('a');
    expect([shown.wasShown('a', late), shown.wasShown('b', late)]).toEqual([true, true]);
    shown.forget('a');
    expect([shown.has('a'), shown.wasShown('a', 0)]).toEqual([false, false]);
    expect(shown.latest(shown.countLatest(0))).toEqual(['b']);
  });

  test('forgets the oldest of too many', () => {
    const shown = new ShownNames(3, 2, ENOUGH);
    for (const key of ['a', 'b', 'c', 'd']) shown.show(key);
    expect(['a', 'b', 'c', 'd'].map((key) => shown.has(key))).toEqual([false, true, true, true]);
    expect(shown.latest(shown.countLatest(0))).toEqual(['d', 'c']);
    expect([0, 2, 3, 4].map((since) => shown.countLatest(since))).toEqual([2, 2, 1, 0]);
  });

  test('forgets the oldest if all streams remember too much, and gives back what is forgotten', () => {
    const memory = new StreamMemory(() => 4_000);
    const hold = memory.open('caller');
    const shown = new ShownNames(100, 2, hold);
    const keys = Array.from({ length: 50 }, (_, index) => `Shop Tag\n${index}`);
    for (const key of keys) shown.show(key);
    const known = keys.filter((key) => shown.has(key));
    expect(known.length).toBeGreaterThan(10);
    expect(known.length).toBeLessThan(20);
    expect(known).toEqual(keys.slice(-known.length));
    // Others have no room left, and remember the latest all the same.
    const late = new ShownNames(100, 2, memory.open('caller'));
    for (const key of keys) late.show(key);
    expect(keys.filter((key) => late.has(key))).toEqual(keys.slice(-2));
    for (const key of keys) shown.forget(key);
    for (const key of keys) late.show(key);
    expect(keys.filter((key) => late.has(key))).toEqual(known);
    hold.release();
  });
});
