import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createClient,
  InputError,
  ResumeExpiredError,
  type StreamState,
  type Transport,
  type TypedDocument,
  UnauthenticatedError,
} from '../../client/src/index.ts';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { type Announcer, startAnnouncer } from '../support/announcer.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';

type Change = { tagChanged: { event: string; name: string; resumeToken: string } };
const CHANGES = parse(
  'subscription Tags($after: String) { tagChanged: shopTagChanged(after: $after) { event name resumeToken } }',
) as TypedDocument<Change, { after?: string | null }>;

let site: DemoSite;
let gateway: GatewayProcess;
let announcer: Announcer;
const folder = mkdtempSync(join(tmpdir(), 'client-events-'));

beforeAll(async () => {
  site = await startDemoSite();
  gateway = await startGatewayProcess(site, {
    WEBHOOK_SECRET: 'of the client',
    EVENT_LOG_FILE: join(folder, 'events.jsonl'),
  });
  announcer = startAnnouncer(gateway, 'Shop Tag', 'of the client');
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const openClient = (transport: Transport, authorization = site.authorization('carol')) =>
  createClient({ url: `${gateway.url}/graphql`, transport, authorization: () => authorization });

describe.each<Transport>(['ws', 'sse'])('over %s', (transport) => {
  test('a subscription goes on without a gap after the gateway was away', { timeout: 60_000 }, async () => {
    const client = openClient(transport);
    const names = tags(transport);
    const states: StreamState[] = [];
    const changes = client.subscribe(CHANGES, {}, { onState: (state) => states.push(state) });
    const first = changes.next();
    await announcer.untilHeard(first, names.next);
    const before = (await first).value?.data.tagChanged.name;
    expect(before).toMatch(new RegExp(`^${transport}-`));
    const next = changes.next();
    await gateway.kill();
    await gateway.start();
    await announcer.announce(names.next());
    const seen: string[] = [];
    for (let step = await next; seen.at(-1) !== names.last(); step = await changes.next()) {
      seen.push(step.value?.data.tagChanged.name ?? '');
      if (seen.at(-1) === names.last()) break;
    }
    // Everything since the first one, each once and in order.
    expect(seen).toEqual(names.after(String(before)));
    await changes.return(undefined);
    expect(states.slice(0, 2)).toEqual(['connecting', 'open']);
    expect(states.filter((state) => state === 'open').length).toBeGreaterThan(1);
    expect(states.at(-1)).toBe('closed');
    client.dispose();
  });

  test('a signal ends it, also while nothing happens', async () => {
    const client = openClient(transport);
    const control = new AbortController();
    const changes = client.subscribe(CHANGES, {}, { signal: control.signal });
    const waiting = changes.next();
    setTimeout(() => control.abort(), 300);
    expect(await waiting).toEqual({ done: true, value: undefined });
    client.dispose();
  });

  test('the reasons for which the gateway ends it have their classes', async () => {
    const client = openClient(transport);
    const unknown = client.subscribe(CHANGES, { after: 'nonsense' });
    await expect(unknown.next()).rejects.toThrow(InputError);
    const stranger = openClient(transport, 'token no:body');
    await expect(stranger.subscribe(CHANGES, {}).next()).rejects.toThrow(UnauthenticatedError);
    client.dispose();
    stranger.dispose();
  });
});

test('a connection is made again with the credential as it is then, and its subscriptions go on', async () => {
  let authorization = site.authorization('carol');
  const client = createClient({ url: `${gateway.url}/graphql`, authorization: () => authorization });
  const changes = client.subscribe(CHANGES, {});
  await announcer.untilHeard(changes.next(), tags('carol').next);
  const next = changes.next();
  authorization = 'token no:body';
  client.reconnect();
  await expect(next).rejects.toThrow(UnauthenticatedError);

  authorization = site.authorization('carol');
  const again = client.subscribe(CHANGES, {});
  await announcer.untilHeard(again.next(), tags('again').next);
  const later = again.next();
  client.reconnect();
  await announcer.untilHeard(later, tags('later').next);
  expect((await later).value?.data.tagChanged.name).toMatch(/^later-|^again-/);
  await again.return(undefined);
  client.dispose();
});

test('a live query is answered again', async () => {
  const client = openClient('ws');
  const document = parse(
    'query @live(throttle: 50) { shopTags(first: 1, orderBy: [{ modified: DESC }]) { nodes { name } } }',
  );
  const answers = client.subscribe(document as TypedDocument<{ shopTags: { nodes: { name: string }[] } }, object>, {});
  await answers.next();
  const next = answers.next();
  await announcer.untilHeard(next, tags('live').next);
  expect((await next).value?.data.shopTags.nodes[0]?.name).toMatch(/^live-/);
  await answers.return(undefined);
  client.dispose();
});

test('a token whose events are gone is reported as such', async () => {
  const client = openClient('ws');
  const first = client.subscribe(CHANGES, {}).next();
  await announcer.untilHeard(first, tags('gone').next);
  await gateway.kill();
  rmSync(join(folder, 'events.jsonl'));
  await gateway.start();
  const after = (await first).value?.data.tagChanged.resumeToken ?? null;
  client.dispose();
  const later = openClient('ws');
  await expect(later.subscribe(CHANGES, { after }).next()).rejects.toThrow(ResumeExpiredError);
  later.dispose();
});

function tags(prefix: string) {
  const all: string[] = [];
  return {
    next: () => {
      const name = `${prefix}-${all.length}`;
      all.push(name);
      site.database.insert('Shop Tag', {
        name,
        modified: `2026-11-22 00:00:00.${String(all.length).padStart(6, '0')}`,
      });
      return name;
    },
    last: () => all.at(-1),
    after: (name: string) => all.slice(all.indexOf(name) + 1),
  };
}
