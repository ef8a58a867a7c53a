import type { Round, Skipped, Trial } from './measure.ts';
import type { ServerName } from './servers.ts';
import type { Workload } from './workloads.ts';

/** A workload's figures on one server, as medians of its rounds. */
export interface Figures extends Round {
  coldCalls: number;
  /**
   * Ratios to the workload's base: of rps and of operations per CPU second (above 1 is better than the base), of p50.
   */
  rpsRatio: number;
  cpuRatio: number;
  p50Ratio: number;
}

/** The results of a run. */
export interface Results {
  trials: readonly Trial[];
  skipped: readonly Skipped[];
  /** Ms that each call to the site took: with a latency, the time of one operation is what counts. */
  latency: number;
}

/** The compositions that the gateway must not be slower than, in every workload. */
const PEER: ServerName = 'jit';

/** performance.md: at 20 ms of latency, p50 over that of the base. */
const P50_GOAL = 1.02;

/** @returns the lines of the table, a block for each workload. */
export function toTable(results: Results): string[] {
  const { trials, skipped } = results;
  const workloads = [...new Set([...trials, ...skipped].map((trial) => trial.workload))];
  const head = toLine([
    '',
    'server',
    'calls',
    'cold',
    'rps',
    'ratio',
    'CPU µs',
    'ratio',
    'p50 ms',
    'p99 ms',
    'RSS MB',
    '',
  ]);
  return [head, ...workloads.flatMap((workload) => toBlock(workload, results))];
}

/** @returns one sentence for each goal that the gateway misses. */
export function listMissedGoals(results: Results): string[] {
  return results.trials.filter((trial) => trial.server === 'gateway').flatMap((trial) => missedGoals(trial, results));
}

function toBlock(workload: Workload, results: Results): string[] {
  const { trials, skipped, latency } = results;
  const lines = trials
    .filter((trial) => trial.workload === workload)
    .map((trial) => {
      const figures = figuresOf(trial, results);
      const isBase = trial.server === baseOf(workload, results);
      const verdict =
        trial.server === 'gateway' ? goalText(workload, results, missedGoals(trial, results).length === 0) : '';
      return toLine([
        workload.id,
        trial.server,
        figures.calls.toFixed(figures.calls % 1 < 0.005 ? 0 : 2),
        String(figures.coldCalls),
        figures.rps.toFixed(0),
        isBase ? 'base' : figures.rpsRatio.toFixed(2),
        figures.cpu.toFixed(0),
        isBase ? 'base' : figures.cpuRatio.toFixed(2),
        figures.p50.toFixed(1),
        isBase ? 'base' : figures.p50Ratio.toFixed(latency > 0 ? 3 : 2),
        figures.p99.toFixed(1),
        (figures.rss / 1e6).toFixed(0),
        verdict,
      ]);
    });
  const missing = skipped
    .filter((one) => one.workload === workload && !(one.server === 'proxy' && workload.proxy === null))
    .map((one) => `${workload.id.padEnd(3)} ${one.server.padEnd(12)} ${one.reason}`);
  return ['', `${workload.id} ${workload.title}`, ...lines, ...missing];
}

function goalText({ goal }: Workload, { latency }: Results, isReached: boolean): string {
  const parts = [`${goal.calls} calls`];
  if (latency > 0) parts.push(`p50 ${P50_GOAL}`);
  if (latency === 0 && goal.rps !== undefined) parts.push(`rps ${goal.rps.toFixed(2)}`);
  if (latency === 0 && goal.cpu !== undefined) parts.push(`CPU ${goal.cpu.toFixed(2)}`);
  return `${isReached ? 'reached' : 'missed '} (${parts.join(', ')})`;
}

function missedGoals(trial: Trial, results: Results): string[] {
  const { latency } = results;
  const { id, goal } = trial.workload;
  const figures = figuresOf(trial, results);
  const missed: string[] = [];
  const calls = Math.max(figures.calls, figures.coldCalls);
  if (calls > goal.calls + 0.005) missed.push(`${id}: ${calls.toFixed(2)} calls, goal ${goal.calls}`);
  if (latency > 0) {
    if (figures.p50Ratio > P50_GOAL)
      missed.push(`${id}: p50 ${figures.p50Ratio.toFixed(3)} of the ${baseOf(trial.workload, results)}'s`);
    return missed;
  }
  missed.push(...behindPeer(trial, results));
  if (goal.rps !== undefined && figures.rpsRatio < goal.rps) {
    missed.push(`${id}: ${figures.rpsRatio.toFixed(2)} of the ${goal.base}'s rps, goal ${goal.rps}`);
  }
  if (goal.cpu !== undefined && figures.cpuRatio < goal.cpu) {
    missed.push(`${id}: ${figures.cpuRatio.toFixed(2)} of the ${goal.base}'s CPU efficiency, goal ${goal.cpu}`);
  }
  return missed;
}

/** In the same run the gateway is to be at least as fast as the hand-written server on graphql-jit. */
function behindPeer(trial: Trial, results: Results): string[] {
  const peer = results.trials.find((one) => one.workload === trial.workload && one.server === PEER);
  if (peer === undefined) return [];
  const own = figuresOf(trial, results);
  const other = figuresOf(peer, results);
  const parts = [
    own.rpsRatio < other.rpsRatio ? `${(own.rpsRatio / other.rpsRatio).toFixed(2)} of its rps` : '',
    own.cpuRatio < other.cpuRatio ? `${(own.cpuRatio / other.cpuRatio).toFixed(2)} of its CPU efficiency` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? [] : [`${trial.workload.id}: behind ${PEER}, ${parts.join(', ')}`];
}

/** The goal at a latency compares with the hand-written composition, whatever the workload. */
function baseOf({ goal }: Workload, { latency }: Results): ServerName {
  return latency > 0 ? 'composition' : goal.base;
}

function figuresOf(trial: Trial, results: Results): Figures {
  const { trials } = results;
  const own = medians(trial.rounds);
  const baseTrial = trials.find(
    (one) => one.workload === trial.workload && one.server === baseOf(trial.workload, results),
  );
  const base = baseTrial ? medians(baseTrial.rounds) : own;
  return {
    ...own,
    coldCalls: trial.coldCalls,
    rpsRatio: own.rps / base.rps,
    cpuRatio: base.cpu / own.cpu,
    p50Ratio: own.p50 / base.p50,
  };
}

function medians(rounds: readonly Round[]): Round {
  const of = (key: keyof Round) => {
    const values = rounds.map((round) => round[key]).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? Number.NaN;
  };
  return { rps: of('rps'), cpu: of('cpu'), calls: of('calls'), p50: of('p50'), p99: of('p99'), rss: of('rss') };
}

const WIDTHS = [3, 12, -6, -5, -7, -6, -7, -6, -8, -6, -8, -7, 1];

function toLine(cells: readonly string[]): string {
  const padded = cells.map((cell, index) => {
    const width = WIDTHS[index] ?? 0;
    return width < 0 ? cell.padStart(-width) : cell.padEnd(width);
  });
  return padded.join(' ').trimEnd();
}
