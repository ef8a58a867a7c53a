import { runLoad, toWire } from './load.ts';
import { assertSameValue } from './same-value.ts';
import type { BenchServers, ServerName } from './servers.ts';
import type { SiteCall } from './site-calls.ts';
import type { Row, Workload } from './workloads.ts';

/** One workload on one server, checked and ready to be repeated. */
export interface Trial {
  workload: Workload;
  server: ServerName;
  /** Calls to the site of the first request. */
  coldCalls: number;
  bodyBytes: number;
  rounds: Round[];
}

/** The figures of one round of load. */
export interface Round {
  rps: number;
  /** CPU of the server per operation, µs. */
  cpu: number;
  calls: number;
  p50: number;
  p99: number;
  rss: number;
}

/** A workload that a server cannot do, and why. */
export interface Skipped {
  workload: Workload;
  server: ServerName;
  reason: string;
}

/** Sends the workload's request once, counts its calls and compares the answer with the site's own values. */
export async function checkAnswer(
  bench: BenchServers,
  workload: Workload,
  server: ServerName,
  expected: unknown,
): Promise<Trial | Skipped> {
  const call = requestOf(workload, server);
  if (call === null) return { workload, server, reason: 'takes more than one call' };
  const callsBefore = await bench.countCalls();
  const { method, path, body } = call;
  const answer = await fetch(`http://127.0.0.1:${bench.servers[server].port}${path}`, {
    method,
    headers: { authorization: callerToken(0), 'content-type': 'application/json', accept: 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  const refused = server === 'gateway' ? schemaProblem(text) : null;
  if (refused !== null) return { workload, server, reason: `not yet: ${refused}` };
  const coldCalls = (await bench.countCalls()) - callsBefore;
  try {
    if (answer.status !== 200) throw new Error(`status ${answer.status}: ${text.slice(0, 500)}`);
    if (server !== 'proxy') assertSameValue(rowsOf(workload, server, text), expected);
  } catch (error) {
    throw new Error(`${workload.id} on the ${server} is wrong, so it is not timed. ${(error as Error).message}`);
  }
  return { workload, server, coldCalls, bodyBytes: Buffer.byteLength(text), rounds: [] };
}

/** Adds one round of load to a trial. */
export async function addRound(
  bench: BenchServers,
  trial: Trial,
  seconds: number,
  connections?: number,
): Promise<void> {
  const { workload, server, bodyBytes } = trial;
  const call = requestOf(workload, server);
  if (call === null) return;
  const process = bench.servers[server];
  const requests = Array.from({ length: workload.callers }, (_, caller) =>
    toWire({ ...call, authorization: callerToken(caller) }),
  );
  const [usageBefore, callsBefore] = await Promise.all([process.usage(), bench.countCalls()]);
  const target = { port: process.port, connections: connections ?? workload.connections, requests, bodyBytes };
  const load = await runLoad(target, seconds);
  const [usage, calls] = await Promise.all([process.usage(), bench.countCalls()]);
  const { operations, p50, p99 } = load;
  trial.rounds.push({
    rps: operations / load.seconds,
    cpu: (usage.cpu - usageBefore.cpu) / operations,
    calls: (calls - callsBefore) / operations,
    p50,
    p99,
    rss: usage.rss,
  });
}

/** A token that the site's front takes for its caller's. */
function callerToken(caller: number): string {
  return `token caller-${String(caller).padStart(2, '0')}:secret`;
}

function requestOf(workload: Workload, server: ServerName): SiteCall | null {
  if (server === 'proxy') return workload.proxy;
  if (server === 'composition') return workload.composition;
  const { query, variables } = workload;
  return { method: 'POST', path: '/graphql', body: JSON.stringify({ query, variables }) };
}

function rowsOf(workload: Workload, server: ServerName, text: string): unknown {
  const { data, errors } = JSON.parse(text) as { data: Row; errors?: unknown };
  if (errors !== undefined) throw new Error(`errors: ${JSON.stringify(errors).slice(0, 500)}`);
  return server === 'composition' ? data : workload.pick(data);
}

/** @returns the message when the gateway's schema has not what the query asks for, else null. */
function schemaProblem(text: string): string | null {
  return /Cannot query field [^.]*|Schema is not configured [^.]*/.exec(text)?.[0].replaceAll('\\"', '"') ?? null;
}
