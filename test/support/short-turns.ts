import { expect } from 'vitest';
import type { GatewayProcess } from './gateway-process.ts';
import type { ProcessReport } from './process-probe.ts';

/** The longest that one turn of the event loop may take, in ms: a wait that nobody notices. */
export const MAX_TURN_MS = 50;
/** Other work on the machine can slow one run of an attack down. A real stall is in all of them. */
const MAX_RUNS = 5;

/** How short the turns have to be, and what else has to hold after each run, compared with the time before the first. */
interface ShortTurns {
  /** In ms. */
  maxTurn?: number;
  check?: (after: ProcessReport, before: ProcessReport) => void;
}

/** Runs an attack on a gateway with a probe until no turn of it was too long, and fails if all runs had one. */
export async function expectShortTurns(
  gateway: GatewayProcess,
  attack: () => Promise<unknown>,
  { maxTurn = MAX_TURN_MS, check }: ShortTurns = {},
): Promise<void> {
  const turns: number[] = [];
  // A report collects all garbage, and the one after a run is the start of the next.
  const before = await gateway.report();
  do {
    await attack();
    const report = await gateway.report();
    check?.(report, before);
    turns.push(Math.round(report.worstTurn));
  } while (turns.length < MAX_RUNS && !turns.some((turn) => turn < maxTurn));
  const message = `the longest turns were ${turns.join(', ')} ms`;
  expect(Math.min(...turns), message).toBeLessThan(maxTurn);
}
