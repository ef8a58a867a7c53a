/**
 * Times the gateway's start with an ERPNext's model: `node bench/startup.ts [--gateway dist/main.js] [--check]`.
 *
 * The recorded metadata is not part of the project: ERPNEXT_METADATA names the file, and without it nothing is
 * measured.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { getIntrospectionQuery } from 'graphql';
import { startGateway } from './gateway.ts';
import { type MeasuredProcess, startMeasured } from './measured-process.ts';
import { CHANGE_PATH } from './site-calls.ts';

const STARTS = 3;
const MB = 1e6;
/** Goals of performance.md: ms, and bytes. */
const GOALS = { site: 2500, snapshot: 1200, heap: 200 * MB, stall: 50, change: 20 };
const QUERY = '{ salesInvoices(first: 3) { nodes { name posting_date grand_total customer { customer_name } } } }';

interface Start {
  /** From the process's start to the first answered query, ms. */
  time: number;
  /** After a full collection, bytes. */
  heap: number;
  rss: number;
}

const { values: options } = parseArgs({
  options: { gateway: { type: 'string', default: 'src/main.ts' }, check: { type: 'boolean', default: false } },
});
const metadata =
  process.env.ERPNEXT_METADATA ?? new URL('../../shared/sites/erpnext-v17.metadata.json.gz', import.meta.url).pathname;
if (existsSync(metadata)) await measure(metadata);
else console.log(`Start-up is not measured: there is no file ${metadata} (name it by ERPNEXT_METADATA).`);

async function measure(file: string): Promise<void> {
  const site = await startMeasured({ program: 'metadata-site.ts', env: { ERPNEXT_METADATA: file } });
  const folder = await mkdtemp(join(tmpdir(), 'frappe-graphql-bench-'));
  const snapshot = { SNAPSHOT_FILE: join(folder, 'model.json.gz'), EVENT_LOG_FILE: 'off' };
  try {
    await start(site, {}); // The site computes its answers.
    const fromSite = await repeat(() => start(site, {}));
    await start(site, snapshot); // The snapshot is written.
    const fromSnapshot = await repeat(() => start(site, snapshot));
    const introspection = await measureIntrospection(site);
    const change = await measureChange(site);
    report([
      ['first answer, model from the site, ms', fromSite.time, GOALS.site],
      ['first answer, model from the snapshot, ms', fromSnapshot.time, GOALS.snapshot],
      ['heap in use, MB', fromSite.heap / MB, GOALS.heap / MB],
      ['RSS, MB', fromSite.rss / MB, null],
      ['first introspection, ms', introspection.first, null],
      ['later introspections, ms', introspection.later, null],
      ['introspection, MB', introspection.bytes / MB, null],
      ['longest stall in later introspections, ms', introspection.stall, GOALS.stall],
      ['RSS with all types, MB', change.rss / MB, null],
      ['longest stall while the model changes, ms', change.stall, GOALS.change],
    ]);
  } finally {
    await site.stop();
    await rm(folder, { recursive: true });
  }
}

async function start(site: MeasuredProcess, env: Record<string, string>): Promise<Start> {
  const startedAt = performance.now();
  const gateway = await startBigGateway(site, env);
  try {
    const text = await ask(gateway, QUERY);
    const time = performance.now() - startedAt;
    assertAnswer(text);
    const { heapLive, rss } = await gateway.usage();
    return { time, heap: heapLive, rss };
  } finally {
    await gateway.stop();
  }
}

function startBigGateway(site: MeasuredProcess, env: Record<string, string>): Promise<MeasuredProcess> {
  return startGateway({
    program: options.gateway,
    siteUrl: `http://127.0.0.1:${site.port}`,
    service: 'token bench:secret',
    env,
    execArgv: ['--expose-gc'],
  });
}

function assertAnswer(text: string): void {
  const { data, errors } = JSON.parse(text) as { data?: { salesInvoices: { nodes: unknown[] } }; errors?: unknown };
  const isRight = errors === undefined && data?.salesInvoices.nodes.length === 3;
  if (!isRight) throw new Error(`The first answer is wrong: ${text.slice(0, 500)}`);
}

async function measureIntrospection(
  site: MeasuredProcess,
): Promise<{ first: number; later: number; bytes: number; stall: number }> {
  const gateway = await startBigGateway(site, {});
  try {
    const timed = async () => {
      const startedAt = performance.now();
      const text = await ask(gateway, getIntrospectionQuery());
      return { time: performance.now() - startedAt, bytes: text.length };
    };
    const first = await timed();
    await gateway.usage(); // Resets the longest stall.
    const later = [await timed(), await timed(), await timed()].map(({ time }) => time).sort((a, b) => a - b);
    const { stall } = await gateway.usage();
    return { first: first.time, later: later[1] ?? Number.NaN, bytes: first.bytes, stall };
  } finally {
    await gateway.stop();
  }
}

/** A changed model is taken over while a client asks one query after the other. */
async function measureChange(site: MeasuredProcess): Promise<{ stall: number; rss: number }> {
  const gateway = await startBigGateway(site, { METADATA_POLL_SECONDS: '1' });
  const description = () => ask(gateway, '{ __type(name: "SalesInvoice") { fields { description } } }');
  try {
    await setTimeout(4_000); // All types are made by then.
    const before = await description();
    const { rss } = await gateway.usage(); // Resets the longest stall.
    await fetch(`http://127.0.0.1:${site.port}${CHANGE_PATH}`);
    while ((await description()) === before) {
      for (let count = 0; count < 20; count += 1) assertAnswer(await ask(gateway, QUERY));
    }
    const { stall } = await gateway.usage();
    return { stall, rss };
  } finally {
    await gateway.stop();
  }
}

async function ask({ port }: MeasuredProcess, query: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', authorization: 'token bench:secret' },
    body: JSON.stringify({ query }),
  });
  return answer.text();
}

/** @returns the medians of some starts. */
async function repeat(run: () => Promise<Start>): Promise<Start> {
  const starts: Start[] = [];
  for (let count = 0; count < STARTS; count += 1) starts.push(await run());
  const of = (key: keyof Start) => starts.map((one) => one[key]).sort((a, b) => a - b)[1] ?? Number.NaN;
  return { time: of('time'), heap: of('heap'), rss: of('rss') };
}

function report(figures: readonly (readonly [what: string, value: number, goal: number | null])[]): void {
  for (const [what, value, goal] of figures) {
    const isMissed = goal !== null && value > goal;
    const verdict = goal === null ? '' : `${isMissed ? 'missed ' : 'reached'} (goal ${goal})`;
    console.log(`${what.padEnd(44)} ${value.toFixed(value < 100 ? 1 : 0).padStart(7)}  ${verdict}`.trimEnd());
    if (isMissed && options.check) process.exitCode = 1;
  }
}
