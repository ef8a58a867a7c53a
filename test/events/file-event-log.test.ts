import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DocEvent } from '../../src/events/doc-event.ts';
import type { EventLog, LoggedEvent } from '../../src/events/event-log.ts';
import { openFileEventLog } from '../../src/events/file-event-log.ts';
import { passTime } from '../support/pass-time.ts';

const opened: EventLog[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((log) => log.close()));
});

describe('a log of events', () => {
  test('gives listeners and readers the same events in the same order', async () => {
    const log = await open(null);
    const start = await log.head();
    const heard: LoggedEvent[] = [];
    const stop = log.listen((event) => heard.push(event));
    await Promise.all([1, 2, 3, 4, 5].map((second) => log.append([change('A', second)])));
    await log.append([change('B', 9), change('C', 9)]);
    expect(heard.map(({ name, modified }) => [name, modified?.slice(17, 19)])).toEqual([
      ['A', '01'],
      ['A', '02'],
      ['A', '03'],
      ['A', '04'],
      ['A', '05'],
      ['B', '09'],
      ['C', '09'],
    ]);
    expect(await readAll(log, start)).toEqual(heard);
    expect(await readAll(log, heard[4]?.position ?? '')).toEqual(heard.slice(5));
    expect(await readAll(log, await log.head())).toEqual([]);
    stop();
    await log.append([change('D', 9)]);
    expect(heard).toHaveLength(7);
  });

  test('goes on where it was after a restart, with the same positions', async () => {
    const file = await newFile();
    const first = await open(file);
    const start = await first.head();
    await first.append([change('A', 1), change('A', 2)]);
    const middle = await first.head();
    await first.append([change('B', 1)]);
    const before = await readAll(first, start);
    await first.close();
    const second = await open(file);
    expect(await readAll(second, start)).toEqual(before);
    await second.append([change('A', 2), change('A', 1), change('C', 1)]);
    expect((await readAll(second, middle))?.map(({ name }) => name)).toEqual(['B', 'C']);
  });

  test('has each event on disk before it says so', async () => {
    const file = await newFile();
    const log = await open(file);
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        await log.append([change(`N${index}`, 1)]);
        expect(await readFile(file, 'utf8')).toContain(`"N${index}"`);
      }),
    );
  });

  test('reads up to where a crash cut the file, and writes on from there', async () => {
    const file = await newFile();
    const first = await open(file);
    const start = await first.head();
    await first.append([change('A', 1)]);
    await first.append([change('B', 1)]);
    await first.close();
    await truncate(file, (await readFile(file)).length - 9);
    const second = await open(file);
    expect((await readAll(second, start))?.map(({ name }) => name)).toEqual(['A']);
    await second.append([change('B', 1)]);
    await second.close();
    await appendFile(file, '[3,17');
    expect((await readAll(await open(file), start))?.map(({ name }) => name)).toEqual(['A', 'B']);
  });

  test('starts over for another site, and then knows no former positions', async () => {
    const file = await newFile();
    const first = await open(file);
    await first.append([change('A', 1)]);
    const position = await first.head();
    await first.close();
    const other = await open(file, { siteUrl: 'https://other.example.com/' });
    expect(await readAll(other, position)).toBeNull();
    expect(await readAll(other, await other.head())).toEqual([]);
  });

  test.each(['', '1', 'x-1', '-', 'a-b-c'])('knows no position %o', async (position) => {
    expect(await readAll(await open(null), position)).toBeNull();
  });

  test('knows no position that it has not reached', async () => {
    const log = await open(null);
    const [id] = (await log.head()).split('-');
    expect(await readAll(log, `${id}-1`)).toBeNull();
  });

  test('forgets the oldest beyond the count, and says so on request', async () => {
    const file = await newFile();
    const log = await open(file, { count: 3 });
    const positions: string[] = [await log.head()];
    for (let second = 0; second < 7; second += 1) {
      await log.append([change(`N${second}`, second)]);
      positions.push(await log.head());
    }
    for (const [index, position] of positions.entries()) {
      const names = index < 4 ? null : ['N4', 'N5', 'N6'].slice(index - 4);
      expect((await readAll(log, position))?.map(({ name }) => name) ?? null).toEqual(names);
    }
    await log.close();
    expect((await readAll(await open(file, { count: 3 }), positions[4] ?? ''))?.length).toBe(3);
  });

  test('forgets what is older than the retention', async () => {
    const log = await open(null, { seconds: 1 });
    const start = await log.head();
    await log.append([change('A', 1)]);
    expect(await readAll(log, start)).toHaveLength(1);
    passTime(1_001);
    expect(await readAll(log, start)).toBeNull();
    expect(await readAll(log, await log.head())).toEqual([]);
  });

  test('keeps its file bounded', async () => {
    const file = await newFile();
    const log = await open(file, { count: 10 });
    for (let round = 0; round < 30; round += 1) {
      await log.append(Array.from({ length: 100 }, (_, index) => change(`N${round}-${index}`, 1)));
    }
    expect((await readFile(file, 'utf8')).split('\n').length).toBeLessThan(1300);
    await log.close();
    expect(await readAll(await open(file), await log.head())).toEqual([]);
  });

  test('is of one process at a time, and of nobody once that is gone', async () => {
    const file = await newFile();
    const log = await open(file);
    await expect(
      openFileEventLog({ file, siteUrl: 'x', retention: { seconds: 1, count: 1 }, horizon: () => null }),
    ).rejects.toThrow(`${file} is used by another process; with REDIS_URL several processes share their events.`);
    await log.close();
    const held = await killedWhileHolding(file);
    expect(held).toBe(true);
    await open(file);
  });

  test('keeps nothing if the disk refuses, and notifies no listener', async () => {
    const log = await open(await newFile());
    const heard: LoggedEvent[] = [];
    log.listen((event) => heard.push(event));
    await log.close();
    await expect(log.append([change('A', 1)])).rejects.toThrow('The file of events is closed.');
    expect(log.state()).toBe('unavailable');
    expect(heard).toEqual([]);
  });

  test('has exactly the events that it took, if the disk fills up in the middle of one', async () => {
    const file = await newFile();
    const { start, taken, heard } = await filledUp(file);
    expect(taken.length).toBeGreaterThan(10);
    expect(heard).toEqual(taken);
    const names = (await readAll(await open(file), start))?.map(({ name }) => name);
    expect(names?.slice(0, taken.length)).toEqual(taken);
    expect(names?.slice(taken.length)).toEqual(['short']);
  });
});

function change(name: string, second: number, kind: DocEvent['kind'] = 'UPDATE'): DocEvent {
  const modified = `2026-11-21 10:00:${String(second).padStart(2, '0')}.000000`;
  return { doctype: 'Shop Order', name, kind, modified };
}

/** A process that is killed while it has the file: nothing of it lets go. */
async function killedWhileHolding(file: string): Promise<boolean> {
  const module = JSON.stringify(new URL('../../src/events/file-lock.ts', import.meta.url).href);
  const code = `import { lockFile } from ${module}; await lockFile(${JSON.stringify(file)}); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  return String(chunk).includes('held');
}

/** What a process told that appended events until its files could not grow, and then one for which there is room. */
async function filledUp(file: string): Promise<Record<'taken' | 'heard', string[]> & { start: string }> {
  const module = JSON.stringify(new URL('../../src/events/file-event-log.ts', import.meta.url).href);
  const code = `
    import { openFileEventLog } from ${module};
    const options = { file: ${JSON.stringify(file)}, siteUrl: 'https://site.example.com/', retention: { seconds: 3600, count: 1000 } };
    const log = await openFileEventLog({ ...options, horizon: () => null });
    const start = await log.head();
    const [taken, heard] = [[], []];
    const append = (name) => log.append([{ doctype: 'Shop Order', name, kind: 'UPDATE', modified: null }]);
    log.listen(({ name }) => name !== 'short' && heard.push(name));
    for (let isTaken = true; isTaken && taken.length < 1000; ) {
      const name = taken.length + 'x'.repeat(100);
      isTaken = await append(name).then(() => taken.push(name), () => false);
    }
    await append('short').catch(() => {});
    await log.close();
    console.log(JSON.stringify({ start, taken, heard }));`;
  const args = [process.execPath, '--input-type=module', '--eval', code];
  const child = spawn('sh', ['-c', 'ulimit -f 8; exec "$@"', 'sh', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(await text(child.stdout));
}

async function newFile(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'events-')), 'kept', 'events.jsonl');
}

async function open(
  file: string | null,
  { siteUrl = 'https://site.example.com/', seconds = 3600, count = 1000 } = {},
): Promise<EventLog> {
  const log = await openFileEventLog({ file, siteUrl, retention: { seconds, count }, horizon: () => null });
  opened.push(log);
  return log;
}

async function readAll(log: EventLog, position: string): Promise<LoggedEvent[] | null> {
  const events = await log.readAfter(position);
  if (events === null) return null;
  const all: LoggedEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}
