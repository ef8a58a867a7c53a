import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { CHILD_ENV } from '../support/child-env.ts';
import { followingGateway, onSite } from '../support/event-gateway.ts';
import { freePort } from '../support/free-port.ts';
import { MAIN } from '../support/program.ts';
import { startRedis, WITHOUT_REDIS } from '../support/redis-server.ts';
import type { DemoUser } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

const CHANGES = 150;
const SUBSCRIPTION = 'subscription { shopCustomerChanged { event name modified } }';
const SUBSCRIBERS: readonly DemoUser[] = [
  ...Array.from({ length: 8 }, (): DemoUser => 'carol'),
  ...Array.from({ length: 6 }, (): DemoUser => 'alice'),
  ...Array.from({ length: 4 }, (): DemoUser => 'gateway'),
  ...Array.from({ length: 2 }, (): DemoUser => 'bob'),
];

describe.skipIf(WITHOUT_REDIS)(
  `two processes and a Redis${WITHOUT_REDIS ? ` (skipped: ${WITHOUT_REDIS})` : ''}`,
  () => {
    test(`lose nothing and report nothing twice if one is killed in the middle of ${CHANGES} changes`, {
      timeout: 120_000,
    }, async () => {
      await using redis = await startRedis();
      await using site = await startDemoSite({ scale: 'full', worker: { workers: 5, retryDelays: [100, 400] } });
      const ports = [await freePort(), await freePort()];
      const { env } = await followingGateway(site, ['Shop Customer'], { REDIS_URL: redis.url });
      const processes = await Promise.all(ports.map((port) => startProcess(env, port)));
      // Each change is told to both processes, by two webhooks each.
      for (const port of ports) {
        for (const docevent of ['on_update', 'on_change']) await addWebhook(site, port, docevent);
      }
      const urls = ports.map((port) => `http://127.0.0.1:${port}/graphql`);
      const subscribers = SUBSCRIBERS.map((user, index) => subscribe(site, user, urls, index % urls.length));
      onTestFinished(() => {
        for (const { stop } of subscribers) stop();
      });
      await Promise.all(subscribers.map(({ isReady }) => isReady));

      const names = site.database.all(`SELECT name FROM "tabShop Customer" ORDER BY name LIMIT ${CHANGES}`);
      const changed = new Set<string>();
      for (const [index, { name }] of names.entries()) {
        const path = `/api/resource/Shop%20Customer/${encodeURIComponent(String(name))}`;
        const { modified } = await onSite(site, 'PUT', path, { short_note: `Change ${index}` });
        changed.add(`UPDATE ${String(name)} ${String(modified)}`);
        if (index === CHANGES / 3) processes[0]?.kill('SIGKILL');
        if (index === (2 * CHANGES) / 3) processes[0] = await startProcess(env, ports[0] ?? 0);
      }
      const expected = new Map<DemoUser, string[]>();
      for (const user of new Set(SUBSCRIBERS)) expected.set(user, await readableOf(site, user, changed));
      await site.worker.idle();
      await until(() => subscribers.every(({ user, told }) => told.length >= (expected.get(user)?.length ?? 0)), 30);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      for (const { user, told } of subscribers) expect([user, told.toSorted()]).toEqual([user, expected.get(user)]);
      expect(expected.get('carol')).toHaveLength(CHANGES);
      expect(expected.get('alice')?.length).toBeLessThan(CHANGES / 2);
    });
  },
);

async function startProcess(env: Record<string, string>, port: number): Promise<ChildProcess> {
  const settings = { ...CHILD_ENV, ...env, PORT: String(port), LOG_LEVEL: 'info', EVENT_POLL_SECONDS: '2' };
  const child = spawn(process.execPath, [MAIN], { env: settings, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  const ended = once(child, 'exit').then(() => {
    if (!output.includes('"msg":"ready"')) throw new Error(`The gateway ended: ${output}`);
  });
  await Promise.race([until(() => output.includes('"msg":"ready"'), 30), ended]);
  return child;
}

/** A client that goes on where it was, at the other process, whenever its stream breaks. */
function subscribe(site: DemoSite, user: DemoUser, urls: readonly string[], first: number) {
  const told: string[] = [];
  const abort = new AbortController();
  let lastEventId = '';
  let ready: () => void = () => {};
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const read = async (url: string) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'text/event-stream',
        'content-type': 'application/json',
        authorization: user === 'guest' ? '' : site.authorization(user),
        ...(lastEventId ? { 'last-event-id': lastEventId } : {}),
      },
      body: JSON.stringify({ query: SUBSCRIPTION }),
      signal: abort.signal,
    });
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const messages = text.split('\n\n');
      text = messages.pop() ?? '';
      for (const message of messages) {
        lastEventId = /^id: ?(.*)$/m.exec(message)?.[1] ?? lastEventId;
        if (lastEventId) ready();
        const data = /^data: ?(.+)$/m.exec(message)?.[1];
        if (data) told.push(toLine(JSON.parse(data)));
      }
    }
  };
  const follow = async () => {
    for (let turn = first; !abort.signal.aborted; turn += 1) {
      await read(urls[turn % urls.length] ?? '').catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  void follow();
  return { user, told, isReady, stop: () => abort.abort() };
}

function toLine(message: {
  data?: { shopCustomerChanged: { event: string; name: string; modified: string } };
}): string {
  const change = message.data?.shopCustomerChanged;
  return change ? `${change.event} ${change.name} ${change.modified.replace('T', ' ')}` : JSON.stringify(message);
}

/** Those of the changes whose documents the site shows a user. */
async function readableOf(site: DemoSite, user: DemoUser, changed: ReadonlySet<string>): Promise<string[]> {
  const url = `${site.url}/api/resource/Shop%20Customer?limit_page_length=0&order_by=name%20asc`;
  const response = await fetch(url, { headers: { authorization: user === 'guest' ? '' : site.authorization(user) } });
  const { data = [] } = (await response.json()) as { data?: { name: string }[] };
  const names = new Set(data.map(({ name }) => name));
  return [...changed]
    .filter((line) => names.has(line.slice('UPDATE '.length, -' 2026-11-21 12:00:00.000000'.length)))
    .sort();
}

function addWebhook(site: DemoSite, port: number, docevent: string) {
  return onSite(site, 'POST', '/api/resource/Webhook', {
    ...{ __newname: `${docevent} ${port}`, webhook_doctype: 'Shop Customer', webhook_docevent: docevent },
    ...{ request_url: `http://127.0.0.1:${port}/webhooks/frappe/events/${docevent}`, request_structure: 'JSON' },
    webhook_json: `{"doctype": "Shop Customer", "name": {{ doc.name | tojson }}, "modified": "{{ doc.modified }}", "event": "${docevent}"}`,
    ...{ enable_security: 1, webhook_secret: 'topsecret' },
  });
}
