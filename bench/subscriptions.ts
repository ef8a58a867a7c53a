/**
 * Sends changes to many subscribers: `node bench/subscriptions.ts`. From the site's webhook to the last of them, and
 * the gateway's CPU for each delivery, and its memory for the subscribers.
 *
 * --subscribers 5000
 * --events 20        one after the other, each when the last one has arrived everywhere
 * --redis URL        two gateways that share their events; half of the subscribers are on each
 * --own              each subscriber asks something else, so that none share a stream
 * --gateway dist/main.js   another build of the gateway
 * --check            ends with code 1 where a goal is missed: 100 ms to the last, 12 µs a delivery
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startGateway } from './gateway.ts';
import type { MeasuredProcess } from './measured-process.ts';
import type { BenchSite } from './site.ts';
import type { LoadMessage } from './subscriber-load.ts';

const GOALS = { msToLast: 100, cpuPerDelivery: 12 };
const SECRET = 'the secret of the bench';
const QUERY = 'subscription { shopOrderChanged { event name shopOrder { name status grand_total } resumeToken } }';

const { values: options } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '5000' },
    events: { type: 'string', default: '20' },
    redis: { type: 'string' },
    own: { type: 'boolean', default: false },
    gateway: { type: 'string', default: 'src/main.ts' },
    check: { type: 'boolean', default: false },
  },
});
const subscribers = Number(options.subscribers);
const events = Number(options.events);

const now = () => performance.timeOrigin + performance.now();
const siteProcess = fork(new URL('site.ts', import.meta.url));
const [site] = (await once(siteProcess, 'message')) as [BenchSite];
const gateways = await Promise.all((options.redis ? [1, 2] : [1]).map(() => start(site)));
const idle = await memoryOf(gateways);
const load = fork(new URL('subscriber-load.ts', import.meta.url), {
  env: {
    ...process.env,
    PORTS: gateways.map(({ port }) => port).join(','),
    SUBSCRIBERS: String(subscribers),
    AUTHORIZATION: site.caller,
    ...(options.own ? { OWN: '1' } : {}),
    QUERY,
  },
});
try {
  await answerOf(load, 'ready');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const open = await memoryOf(gateways);
  const { msToLast, cpuPerDelivery } = await measure(gateways, load);
  const perThousand = (bytes: number) => round((bytes / subscribers) * (1_000 / 2 ** 20));
  const sorted = msToLast.sort((a, b) => a - b);
  const figures = {
    subscribers,
    gateways: gateways.length,
    'ms to the last, median': round(sorted[Math.floor(sorted.length / 2)] as number),
    'ms to the last, at most': round(sorted.at(-1) as number),
    'µs of CPU a delivery': round(cpuPerDelivery),
    'heap MiB for 1,000': perThousand(open.heapLive - idle.heapLive),
    'RSS MiB for 1,000': perThousand(open.rss - idle.rss),
  };
  console.table([figures]);
  const isMissed = (sorted.at(-1) as number) > GOALS.msToLast || cpuPerDelivery > GOALS.cpuPerDelivery;
  if (options.check && isMissed) process.exitCode = 1;
} finally {
  load.kill();
  siteProcess.kill();
  await Promise.all(gateways.map((gateway) => gateway.stop()));
}

function start({ url, service }: BenchSite): Promise<MeasuredProcess> {
  return startGateway({
    program: options.gateway,
    siteUrl: url,
    service,
    execArgv: ['--expose-gc'],
    env: {
      WEBHOOK_SECRET: SECRET,
      MAX_SUBSCRIPTIONS_PER_CALLER: String(subscribers),
      MAX_SOCKETS_PER_CALLER: String(subscribers),
      LOG_LEVEL: 'error',
      ...(options.redis ? { REDIS_URL: options.redis } : {}),
    },
  });
}

async function measure(
  running: readonly MeasuredProcess[],
  receiver: ChildProcess,
): Promise<{ msToLast: number[]; cpuPerDelivery: number }> {
  const msToLast: number[] = [];
  await sendEvent(running, receiver, 0);
  await sendEvent(running, receiver, 1);
  const before = await cpuOf(running);
  for (let event = 0; event < events; event += 1) msToLast.push(await sendEvent(running, receiver, event + 2));
  return { msToLast, cpuPerDelivery: ((await cpuOf(running)) - before) / (events * subscribers) };
}

/** Sends one webhook, and waits until all have heard of it. */
async function sendEvent([first]: readonly MeasuredProcess[], receiver: ChildProcess, number: number): Promise<number> {
  const modified = `2036-01-01 00:00:00.${String(number).padStart(6, '0')}`;
  const body = JSON.stringify({ doctype: 'Shop Order', name: 'SO-2026-00001', event: 'on_change', modified });
  const headers = { 'x-frappe-webhook-signature': createHmac('sha256', SECRET).update(body).digest('base64') };
  const done = answerOf(receiver, 'done');
  receiver.send({ kind: 'await', messages: subscribers } satisfies LoadMessage);
  const sentAt = now();
  const address = `http://127.0.0.1:${first?.port}/webhooks/frappe/events/on_change/Shop%20Order`;
  const { status } = await fetch(address, { method: 'POST', body, headers });
  if (status !== 200) throw new Error(`The webhook was answered by ${status}.`);
  return (await done).at - sentAt;
}

async function answerOf<Kind extends LoadMessage['kind']>(child: ChildProcess, kind: Kind) {
  const [message] = (await once(child, 'message', { signal: AbortSignal.timeout(120_000) })) as [LoadMessage];
  if (message.kind !== kind) throw new Error(`Expected ${kind}, got ${message.kind}.`);
  return message as Extract<LoadMessage, { kind: Kind }>;
}

/** After a collection. */
async function memoryOf(running: readonly MeasuredProcess[]): Promise<{ heapLive: number; rss: number }> {
  const usages = await Promise.all(running.map((gateway) => gateway.usage()));
  const sum = (pick: (usage: (typeof usages)[number]) => number) => usages.reduce((all, one) => all + pick(one), 0);
  return { heapLive: sum(({ heapLive }) => heapLive), rss: sum(({ rss }) => rss) };
}

async function cpuOf(running: readonly MeasuredProcess[]): Promise<number> {
  const usages = await Promise.all(running.map((gateway) => gateway.usage()));
  return usages.reduce((sum, { cpu }) => sum + cpu, 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
