import { createHmac } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { DemoSite } from '../../demo/demo-site.ts';
import type { LoggedEvent } from '../../src/events/event-log.ts';
import type { Gateway } from '../../src/gateway.ts';
import { gatewayEnv, startWatchedGateway, tenTimesAsOften, type WatchedGateway } from './start-gateway.ts';
import { until } from './until.ts';

/** What a gateway that follows DocTypes is started with, again and again. */
export interface EventEnv {
  env: Record<string, string>;
  start(): Promise<WatchedGateway>;
}

/** A gateway before a demo site that follows the DocTypes named, with a file of events of its own; it reads ten times as often as set. */
export async function followingGateway(
  site: DemoSite,
  doctypes: readonly (string | { readonly name: string; readonly optional: true })[],
  env: Record<string, string> = {},
): Promise<EventEnv> {
  const folder = await mkdtemp(join(tmpdir(), 'events-'));
  await writeFile(join(folder, 'schema.json'), JSON.stringify({ events: { doctypes } }));
  const all = {
    ...gatewayEnv(site),
    EVENT_LOG_FILE: join(folder, 'events.jsonl'),
    EVENT_POLL_SECONDS: '1',
    SCHEMA_CONFIG_FILE: join(folder, 'schema.json'),
    WEBHOOK_SECRET: 'topsecret',
    ...env,
  };
  return { env: all, start: () => startWatchedGateway(site, all, tenTimesAsOften) };
}

/** The events after a position. */
export async function eventsAfter({ site }: Gateway, position: string): Promise<LoggedEvent[]> {
  const events = await site.events.readAfter(position);
  const all: LoggedEvent[] = [];
  for await (const event of events ?? []) all.push(event);
  return all;
}

/** Asks a demo site as its service account. */
export async function onSite(site: DemoSite, method: string, path: string, body?: object) {
  const response = await fetch(`${site.url}${path}`, {
    method,
    headers: { authorization: site.authorization('gateway'), 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer = (await response.json()) as { data: Record<string, unknown> };
  expect([method, path, response.ok ? '' : answer]).toEqual([method, path, '']);
  return answer.data;
}

/** Waits for two whole readings of what changed that begin from now on. */
export async function twoReadings(site: DemoSite): Promise<void> {
  site.requests.length = 0;
  await until(() => site.requests.filter(({ path }) => path.includes('Deleted%20Document')).length >= 3);
}

/** Sends a webhook to a gateway as the site's worker does. */
export async function sendWebhook(
  { url }: Gateway,
  docevent: string,
  body: Record<string, unknown>,
  secret = 'topsecret',
): Promise<void> {
  const text = JSON.stringify({ event: docevent, ...body });
  const signature = createHmac('sha256', secret).update(text).digest('base64');
  const headers = { 'x-frappe-webhook-signature': signature };
  const answer = await fetch(`${url}/webhooks/frappe/events/${docevent}`, { method: 'POST', body: text, headers });
  expect([docevent, body, answer.status]).toEqual([docevent, body, 200]);
}
