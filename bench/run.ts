/**
 * Compares the gateway with a bare proxy, a hand-written composition of REST calls and other GraphQL servers over the
 * same calls: `npm run bench`.
 *
 *   --quick         one short round, to see that everything runs (under 30 s)
 *   --only W1,W3    these workloads only
 *   --latency 20    each call to the site takes 20 ms; one connection, so that p50 is the time of one operation
 *   --variables     page sizes and names are variables, as front ends send them
 *   --rounds, --seconds   of load for each workload and server
 *   --gateway dist/main.js   another build of the gateway
 *   --check         ends with code 1 where a goal is missed
 */
import { parseArgs } from 'node:util';
import { addRound, checkAnswer, type Skipped, type Trial } from './measure.ts';
import { readReference } from './reference.ts';
import { listMissedGoals, toTable } from './report.ts';
import { type BenchServers, type ServerName, startServers } from './servers.ts';
import { listWorkloads } from './workloads.ts';

const SERVERS: readonly ServerName[] = ['proxy', 'composition', 'compiled', 'jit', 'mercurius', 'yoga', 'gateway'];

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    latency: { type: 'string', default: '0' },
    variables: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    gateway: { type: 'string', default: 'src/main.ts' },
    check: { type: 'boolean', default: false },
  },
});
const latency = Number(options.latency);
const rounds = Number(options.rounds ?? (options.quick ? 1 : 3));
const seconds = Number(options.seconds ?? (options.quick ? 0.5 : 1.8));
// In the first seconds, V8 compiles what a server runs. That is part of its CPU, and no part of an operation.
const warmUpSeconds = options.quick ? 0.4 : 4;

const bench = await startServers({ gateway: options.gateway, latency, areVariables: options.variables });
try {
  const results = { ...(await checkAll(bench)), latency };
  await measureAll(bench, results.trials);
  console.log(toTable(results).join('\n'));
  const missed = listMissedGoals(results);
  if (missed.length > 0) console.log(`\nGoals missed:\n${missed.join('\n')}`);
  if (options.check && missed.length > 0) process.exitCode = 1;
} finally {
  await bench.stop();
}

async function checkAll(bench: BenchServers): Promise<{ trials: Trial[]; skipped: Skipped[] }> {
  const expected = await readReference(bench.site.url, bench.site.caller, bench.order);
  const wanted = options.only?.split(',');
  const trials: Trial[] = [];
  const skipped: Skipped[] = [];
  for (const workload of listWorkloads(bench.order, options.variables)) {
    if (wanted && !wanted.includes(workload.id)) continue;
    for (const server of SERVERS) {
      const checked = await checkAnswer(bench, workload, server, expected[workload.id]);
      if ('reason' in checked) skipped.push(checked);
      else trials.push(checked);
    }
  }
  return { trials, skipped };
}

/** Rounds are interleaved, so that what else the machine does hits all servers alike. */
async function measureAll(bench: BenchServers, trials: readonly Trial[]): Promise<void> {
  const connections = latency === 0 ? undefined : 1;
  for (const trial of trials) await addRound(bench, trial, warmUpSeconds);
  for (const trial of trials) trial.rounds.length = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const trial of trials) await addRound(bench, trial, seconds, connections);
  }
}
