import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startTestGateway } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

const SECRET = 'a secret';
const RESTORED = 'EVENT_LOG_FILE was removed or replaced; it has been written again';

describe('a file of events that is removed while the gateway runs', () => {
  test('is written again with all events, and reported while that is not possible', async () => {
    await using at = await start();
    expect(await at.deliver('SO-1')).toBe(200);
    await rm(at.folder, { recursive: true });
    expect(await at.deliver('SO-2')).toBe(200);
    expect(await readFile(at.file, 'utf8')).toMatch(/"SO-1".*"SO-2"/s);
    await rm(at.folder, { recursive: true });
    await writeFile(at.folder, 'not a folder');
    await until(async () => (await at.reported()) === 'unavailable');
    expect(await at.deliver('SO-3')).toBe(503);
    await rm(at.folder);
    expect(await at.deliver('SO-3')).toBe(200);
    expect(await at.reported()).toBe('ready');
    expect(await readFile(at.file, 'utf8')).toMatch(/"SO-1".*"SO-2".*"SO-3"/s);
    expect(at.logged()).toEqual([
      [40, RESTORED],
      [50, 'EVENT_LOG_FILE cannot be written: no event can be kept'],
      [40, RESTORED],
      [30, 'events are kept again'],
    ]);
  });
});

/** A gateway whose file of events is alone in its folder. */
async function start() {
  const folder = join(await mkdtemp(join(tmpdir(), 'events-')), 'kept');
  const file = join(folder, 'events.jsonl');
  const running = await startTestGateway({}, { WEBHOOK_SECRET: SECRET, EVENT_LOG_FILE: file });
  const { url, log } = running.gateway;
  const deliver = async (name: string) => {
    const body = JSON.stringify({ name });
    const signature = createHmac('sha256', SECRET).update(body).digest('base64');
    const headers = { 'x-frappe-webhook-signature': signature };
    const address = `${url}/webhooks/frappe/events/on_change/Shop%20Order`;
    return (await fetch(address, { method: 'POST', body, headers })).status;
  };
  const reported = async () => {
    const ready = await fetch(`${url}/ready`);
    return ((await ready.json()) as Record<string, string>).events;
  };
  const logged = () =>
    log
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => /^EVENT_LOG_FILE|^events are/.test(String(msg)))
      .map(({ level, msg }) => [level, msg]);
  return { folder, file, deliver, reported, logged, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}
