import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import { readConfig } from '../../src/config.ts';
import type { LoggedEvent } from '../../src/events/event-log.ts';
import { startGateway } from '../../src/gateway.ts';
import { SHARED_SCHEMAS } from '../support/shared-schemas.ts';
import { gatewayEnv, startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

interface Delivery {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

const recorded = JSON.parse(readFileSync(new URL('../fixtures/webhooks.json', import.meta.url), 'utf8')) as {
  secret: string;
  deliveries: Record<string, Delivery[]>;
};
const deliveries = Object.values(recorded.deliveries).flat();
const FORGERIES = 1_500;

let running: TestGateway;
let heard: LoggedEvent[] = [];

beforeAll(async () => {
  running = await startTestGateway(
    {},
    { WEBHOOK_SECRET: 'the-new-one', WEBHOOK_SECRETS: `older one , ${recorded.secret}` },
  );
  running.gateway.site.events.listen((event) => heard.push(event));
});
afterAll(() => running[Symbol.asyncDispose]());
beforeEach(() => {
  heard = [];
});

describe('the webhook for events', () => {
  test.each(Object.entries(recorded.deliveries))(
    'keeps each change of the recorded order of %s once',
    async (_, sent) => {
      await using own = await startTestGateway({}, { WEBHOOK_SECRET: recorded.secret });
      const kept: LoggedEvent[] = [];
      own.gateway.site.events.listen((event) => kept.push(event));
      for (const delivery of sent) expect((await post(delivery, own)).status).toBe(200);
      const told = kept.filter(({ modified }) => modified !== null);
      const times = new Set(sent.map(({ body }) => JSON.parse(body).modified).filter((time) => time !== undefined));
      const isChangedAfterSubmit = times.size === 5;
      expect(told.map(({ kind }) => kind)).toEqual([
        'INSERT',
        'UPDATE',
        ...['UPDATE', 'SUBMIT'],
        ...(isChangedAfterSubmit ? ['UPDATE'] : []),
        'CANCEL',
        'DELETE',
      ]);
      const again = sent.toReversed().filter(({ path }) => path.endsWith('/JSON'));
      for (const delivery of again) expect((await post(delivery, own)).status).toBe(200);
      expect(kept.filter(({ modified }) => modified !== null)).toEqual(told);
    },
  );

  test.each([
    ['submit', 'on_submit', 'SUBMIT'],
    ['cancel', 'on_cancel', 'CANCEL'],
    ['delete', 'on_trash', 'DELETE'],
  ])('reports one event for one %s, in any order of the workers', async (action, docevent, kind) => {
    const orders = [
      ['on_change', docevent],
      [docevent, 'on_change'],
      ['on_update', 'on_change', docevent],
      ['on_change', docevent, 'on_update', 'on_change'],
    ];
    for (const [index, order] of orders.entries()) {
      const doc = { doctype: 'Shop Order', name: `${action}-${index}`, modified: '2026-11-20 10:00:00.000001', action };
      for (const event of order) {
        const body = JSON.stringify({ ...doc, event });
        expect((await send(`/${event}`, body, sign(body))).status).toBe(200);
      }
    }
    expect(heard.map((event) => `${event.kind} ${event.name}`)).toEqual(
      orders.map((_, index) => `${kind} ${action}-${index}`),
    );
  });

  test.each(['save', 'update_after_submit', 'discard', 'toString', null, 7, undefined])(
    'takes a change for an update if the action was %o',
    async (action) => {
      const body = JSON.stringify({ doctype: 'Shop Order', name: `told ${action}`, event: 'on_change', action });
      expect((await send('/on_change', body, sign(body))).status).toBe(200);
      expect(heard.map((event) => event.kind)).toEqual(['UPDATE']);
    },
  );

  test('takes every secret, and an address without a DocType where the body has one', async () => {
    for (const secret of ['the-new-one', 'older one', recorded.secret]) {
      const body = JSON.stringify({
        doctype: 'Shop Item',
        name: secret,
        event: 'on_change',
        modified: '2026-01-01 00:00:00',
      });
      expect((await send('/on_change', body, sign(body, secret))).status).toBe(200);
    }
    expect(heard.map(({ doctype, name }) => [doctype, name])).toEqual([
      ['Shop Item', 'the-new-one'],
      ['Shop Item', 'older one'],
      ['Shop Item', recorded.secret],
    ]);
    expect(heard[0]?.modified).toBe('2026-01-01 00:00:00.000000');
  });

  test(`accepts none of ${FORGERIES} forged or altered deliveries`, { timeout: 60_000 }, async () => {
    const index = fc.nat();
    const forge = fc.record({ delivery: fc.constantFrom(...deliveries), how: fc.nat(8), at: index, other: index });
    const forgeries = fc.sample(
      forge.map(({ delivery, how, at, other }) => alter(delivery, how, at, other)),
      {
        numRuns: FORGERIES,
        seed: 8,
      },
    );
    const statuses = new Map<number, number>();
    for (let from = 0; from < forgeries.length; from += 50) {
      const answers = await Promise.all(
        forgeries.slice(from, from + 50).map(({ path, body, signature }) => send(path, body, signature)),
      );
      for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses.keys()].sort()).toEqual([400, 401]);
    expect([...statuses.values()].reduce((sum, count) => sum + count)).toBe(FORGERIES);
    expect(heard).toEqual([]);
  });

  test('refuses what it cannot read, with the reason', async () => {
    const refusals: [path: string, body: string, status: number, text: string][] = [
      ['/on_change/Shop%20Order', '[]', 400, 'The body is not a JSON object.'],
      ['/on_change/Shop%20Order', 'name=SO-1', 400, 'The body is not a JSON object.'],
      ['/on_change/Shop%20Order', '{}', 400, '`name`: is missing in the body.'],
      ['/on_change', '{"name":"SO-1"}', 400, 'Neither the body nor the address names a DocType.'],
      ['/on_change/A', '{"name":"SO-1","doctype":"B"}', 400, 'The body is of another DocType than the address.'],
      ['/on_change/A', '{"name":"SO-1","event":"on_trash"}', 400, 'The body is of another event than the address.'],
      ['/on_trash/A', '{"name":"SO-1"}', 400, 'The body of a deletion must have "event": "on_trash".'],
      ['/on_change/A', '{"name":"SO-1","modified":"now"}', 400, '"modified" is not a time as Frappe writes it.'],
      ['/validate/A', '{"name":"SO-1"}', 404, 'Unknown event.'],
      ['/toString/A', '{"name":"SO-1"}', 404, 'Unknown event.'],
      ['/on_change/%E0%A4%A', '{"name":"SO-1"}', 404, 'Unknown event.'],
      ['/on_change/A/B', '{"name":"SO-1"}', 404, 'Unknown event.'],
    ];
    for (const [path, body, status, text] of refusals) {
      const answer = await send(path, body, sign(body));
      expect([path, body, answer.status, (await answer.text()).trim()]).toEqual([path, body, status, text]);
    }
    expect(heard).toEqual([]);
  });

  test('refuses other methods and bodies that are too long', async () => {
    const url = `${running.gateway.url}/webhooks/frappe/events/on_change/A`;
    expect((await fetch(url)).status).toBe(405);
    const long = JSON.stringify({ name: 'x'.repeat(1024 * 1024) });
    expect((await send('/on_change/A', long, sign(long))).status).toBe(413);
  });

  test('is not there without a secret', async () => {
    await using plain = await startTestGateway();
    const body = '{"name":"SO-1"}';
    const url = `${plain.gateway.url}/webhooks/frappe/events/on_change/Shop%20Order`;
    const headers = { 'x-frappe-webhook-signature': sign(body, '') };
    expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(404);
  });

  test('asks to be tried again while nothing can be kept', async () => {
    await using away = await startTestGateway(
      {},
      { WEBHOOK_SECRET: 'a secret', EVENT_LOG_FILE: join(tmpdir(), `events-${process.pid}.jsonl`) },
    );
    await away.gateway.site.events.close();
    const body = '{"name":"SO-1"}';
    const url = `${away.gateway.url}/webhooks/frappe/events/on_change/Shop%20Order`;
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'x-frappe-webhook-signature': sign(body, 'a secret') },
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    await until(() => away.gateway.site.isValid());
    const ready = await fetch(`${away.gateway.url}/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      expect.objectContaining({ status: 'ready', events: 'unavailable' }),
    ]);
    expect((await away.query('{ site { frappeVersion } }')).errors).toBeUndefined();
  });
});

/** One way in which a delivery can be wrong. */
function alter(delivery: Delivery, how: number, at: number, other: number) {
  const { body } = delivery;
  const address = addressOf(delivery);
  const signature = delivery.headers['x-frappe-webhook-signature'] ?? '';
  const elsewhere = deliveries.filter((one) => one.body !== body);
  const another = elsewhere[other % elsewhere.length]?.headers['x-frappe-webhook-signature'] ?? '';
  const ways: { path: string; body: string; signature: string }[] = [
    { path: address, body: flip(body, at), signature },
    { path: address, body, signature: flip(signature, at % 43) },
    { path: address, body, signature: '' },
    { path: address, body, signature: another },
    { path: address, body, signature: sign(body, `${recorded.secret}${at}`) },
    { path: address, body: `${body} `, signature },
    { path: address, body: body.slice(0, at % body.length), signature },
    { path: address, body, signature: `${signature}${'=\n A'[at % 4]}x` },
    // The body is signed, its address is not.
    {
      path: body.includes('"event"') ? '/on_update_after_submit/Shop%20Customer' : '/on_trash/Shop%20Order',
      body,
      signature,
    },
  ];
  return ways[how] ?? { path: address, body, signature: '' };
}

/** The text with one character changed. */
function flip(text: string, at: number): string {
  const index = at % text.length;
  const code = text.charCodeAt(index);
  return `${text.slice(0, index)}${String.fromCharCode(code === 65 ? 66 : 65)}${text.slice(index + 1)}`;
}

/** The recorded path names the event and the structure of its body. */
function addressOf({ path }: Delivery): string {
  return `/${path.split('/')[1]}/Shop%20Order`;
}

function post(delivery: Delivery, to: TestGateway): Promise<Response> {
  return send(addressOf(delivery), delivery.body, delivery.headers['x-frappe-webhook-signature'] ?? '', to);
}

/** Without a content type, as Frappe sends it. */
function send(path: string, body: string, signature: string, to = running): Promise<Response> {
  const headers = signature === '' ? {} : { 'x-frappe-webhook-signature': encodeURI(signature) };
  return fetch(`${to.gateway.url}/webhooks/frappe/events${path}`, {
    method: 'POST',
    body: Buffer.from(body),
    headers,
  });
}

function sign(body: string, secret = recorded.secret): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}

describe('a file of events that cannot be used', () => {
  test('ends the start where it was chosen', async () => {
    await using site = await startDemoSite();
    const env = { ...gatewayEnv(site), EVENT_LOG_FILE: 'package.json/events.jsonl' };
    await expect(startGateway(readConfig(env))).rejects.toThrow(/^EVENT_LOG_FILE: /);
  });

  test('is made up for in memory where it is in the own folder', async () => {
    await using site = await startDemoSite();
    // Nothing can be written into a file.
    const env = { ...gatewayEnv(site), EVENT_LOG_FILE: '.cache/../package.json/events.jsonl' };
    const gateway = await startGateway(readConfig(env), undefined, SHARED_SCHEMAS);
    await gateway.site.events.append([{ doctype: 'Shop Tag', name: 'one', kind: 'UPDATE', modified: null }]);
    expect(gateway.site.events.state()).toBe('ready');
    await gateway.close();
  });
});

test('webhooks that are not whole take no more memory than that of 32', async () => {
  await using own = await startTestGateway({}, { WEBHOOK_SECRET: recorded.secret, MAX_WEBHOOK_BYTES: '2000' });
  const { port } = new URL(own.gateway.url);
  let refused = 0;
  const sockets = Array.from({ length: 40 }, () => {
    const socket = connect(Number(port), '127.0.0.1');
    const head = 'POST /webhooks/frappe/events/on_update HTTP/1.1\r\nhost: x\r\ncontent-length: 2000\r\n\r\n';
    socket.write(head + 'x'.repeat(1_900));
    socket.on('error', () => undefined).on('data', (data) => (refused += Number(String(data).includes(' 503 '))));
    return socket;
  });
  await until(() => refused === 7);
  for (const socket of sockets) socket.destroy();
  const [delivery] = deliveries as [Delivery];
  await until(async () => (await post(delivery, own)).status === 200);
});
