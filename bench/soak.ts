/**
 * Runs the gateway for a long time before a site that fails in many ways: `npm run soak`. Every answer is compared by
 * value with that of the site without faults. It prints a line a minute, and ends with code 1 if an answer was wrong, if
 * memory or descriptors grow, or if the gateway takes too long to be back after the site was away.
 *
 * --seconds 600            how long
 * --rate 100               requests a second
 * --gateway dist/main.js   another build of the gateway
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startGateway } from './gateway.ts';
import type { MeasuredProcess } from './measured-process.ts';
import { createSoakClient } from './soak/client.ts';
import { createSoakLoad, type LoadFigures } from './soak/load.ts';
import type { SoakSite, Weather } from './soak/site.ts';
import { growthOf, type Sample, toMib } from './soak/verdict.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    rate: { type: 'string', default: '100' },
    gateway: { type: 'string', default: 'src/main.ts' },
  },
});
const seconds = Number(options.seconds);
let isOver = false;

/** Caches fill and code is compiled until then. */
const WARM_UP = Math.min(120, seconds / 2);
const LINE_SECONDS = Math.min(60, seconds / 4);
const SAMPLE_SECONDS = Math.min(5, seconds / 8);
/** The site is away once in each line. */
const AWAY_SECONDS = Math.min(3, seconds / 16);
/** To the site. */
const CONNECTIONS = 32;

const GOALS = {
  /** MiB a minute. */
  growth: 1,
  /** MiB from the first to the last sample of a run that is too short for a slope. */
  rise: 4,
  /** Descriptors more than before the load, once it is over: the connections to the site are kept for a minute. */
  descriptors: CONNECTIONS + 8,
  /** Milliseconds until the gateway is back. */
  recovery: 6_000,
};

const siteProcess = fork(new URL('soak/site.ts', import.meta.url));
const [site] = (await once(siteProcess, 'message')) as [SoakSite];
const setWeather = (weather: Weather) => void siteProcess.send(weather);
// Without a site, nothing more can be learnt.
siteProcess.once('exit', (code, signal) => {
  if (!isOver) throw new Error(`The site has ended: ${signal ?? `code ${code}`}.`);
});
const gateway = await start(site);
const load = createSoakLoad(createSoakClient(gateway.port), site);
const samples: Sample[] = [];
const recoveries: number[] = [];
try {
  await load.learn();
  const before = (await gateway.usage()).descriptors;
  setWeather('faults');
  const startedAt = performance.now();
  load.start(Number(options.rate));
  const lines = await run(startedAt);
  setWeather('calm');
  await load.stop();
  console.table(lines);
  report(lines, before, await restingDescriptors(before));
} finally {
  isOver = true;
  siteProcess.kill();
  await gateway.stop();
}

function start({ url, authorization }: SoakSite): Promise<MeasuredProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'frappe-graphql-soak-'));
  writeFileSync(join(folder, 'gateway.config.json'), JSON.stringify({ events: { doctypes: ['Shop Tag'] } }));
  return startGateway({
    program: options.gateway,
    siteUrl: url,
    service: authorization.gateway,
    execArgv: ['--expose-gc'],
    env: {
      INTROSPECTION: 'on',
      SCHEMA_CONFIG_FILE: join(folder, 'gateway.config.json'),
      METHODS_FILE: 'none',
      LOG_LEVEL: 'error',
      FRAPPE_CONNECTIONS: String(CONNECTIONS),
      // Calls that hang are over soon, and everything else runs as in production.
      FRAPPE_TIMEOUT_MS: '1500',
      FRAPPE_TOTAL_TIMEOUT_MS: '3000',
      METADATA_POLL_SECONDS: '5',
      EVENT_POLL_SECONDS: '2',
      RATE_LIMIT_PER_SECOND: '100000',
      RATE_LIMIT_BURST: '1000000',
    },
  });
}

/** Runs the load to its end. @returns a line of the table for each minute. */
async function run(startedAt: number): Promise<Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = [];
  const elapsed = () => (performance.now() - startedAt) / 1_000;
  const total: LoadFigures[] = [];
  for (let line = 1; line * LINE_SECONDS <= seconds; line += 1) {
    const away = comeAndGo(startedAt + (line - 0.5) * LINE_SECONDS * 1_000);
    while (elapsed() < line * LINE_SECONDS) {
      await pause(Math.min(SAMPLE_SECONDS, line * LINE_SECONDS - elapsed()));
      const { heapLive, rss, descriptors } = await gateway.usage();
      samples.push({ at: elapsed(), heapLive, rss, descriptors });
    }
    recoveries.push(await away);
    total.push(load.take());
    lines.push(toLine(elapsed(), total.at(-1) as LoadFigures, samples.at(-1) as Sample, recoveries.at(-1) ?? 0));
  }
  return lines;
}

/** Has the site go away for a while. @returns how long the gateway then needed to be back, in ms. */
async function comeAndGo(at: number): Promise<number> {
  await pause((at - performance.now()) / 1_000);
  setWeather('away');
  await pause(AWAY_SECONDS);
  setWeather('faults');
  return load.untilRight();
}

function toLine(at: number, figures: LoadFigures, { heapLive, rss, descriptors }: Sample, recovery: number) {
  const { times, ...counts } = figures;
  const sorted = times.toSorted((a, b) => a - b);
  const quantile = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
  return {
    seconds: Math.round(at),
    ...counts,
    'p50 ms': quantile(0.5),
    'p99 ms': quantile(0.99),
    'heap MiB': toMib(heapLive),
    'rss MiB': toMib(rss),
    descriptors,
    'back after ms': Math.round(recovery),
  };
}

/** The connections of callers are closed soon after the load. */
async function restingDescriptors(before: number): Promise<number> {
  for (let time = 0; ; time += 1) {
    const { descriptors } = await gateway.usage();
    if (descriptors <= before + GOALS.descriptors || time === 15) return descriptors;
    await pause(1);
  }
}

function report(lines: readonly Record<string, unknown>[], before: number, after: number): void {
  const warm = samples.filter(({ at }) => at >= WARM_UP);
  const rise = toMib((warm.at(-1)?.heapLive ?? 0) - (warm[0]?.heapLive ?? 0));
  const isShort = seconds - WARM_UP < 120;
  const growth = Math.round(growthOf(warm) * 100) / 100;
  const wrong = lines.reduce((sum, line) => sum + Number(line.wrong), 0);
  const requests = lines.reduce((sum, line) => sum + Number(line.requests), 0);
  const slowest = Math.round(Math.max(...recoveries));
  const checks: readonly (readonly [text: string, holds: boolean])[] = [
    [`${requests} requests were sent`, requests >= 0.9 * seconds * Number(options.rate)],
    [`${wrong} wrong answers`, wrong === 0],
    isShort
      ? [`the heap rose by ${rise} MiB after ${WARM_UP} s`, rise <= GOALS.rise]
      : [`the heap grew by ${growth} MiB a minute after ${WARM_UP} s`, growth <= GOALS.growth],
    [`${after} descriptors after the load, ${before} before it`, after <= before + GOALS.descriptors],
    [`back at most ${slowest} ms after the site`, slowest <= GOALS.recovery],
  ];
  for (const line of load.faults) console.log(`wrong: ${line}`);
  for (const [text, holds] of checks) console.log(`${holds ? 'ok  ' : 'FAIL'} ${text}`);
  if (checks.some(([, holds]) => !holds)) process.exitCode = 1;
}

function pause(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, time * 1_000)));
}
