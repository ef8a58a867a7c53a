/**
 * Loaded into a gateway's process before the gateway: tells its parent how long the longest turn of the event loop was,
 * in CPU time of the main thread, so that other processes on the machine do not count.
 */
import { collectGarbage } from './collect-garbage.ts';

/** What a process tells of itself. */
export interface ProcessReport {
  /** The longest turn since the last report, in ms of CPU time of a machine that is as quick as the reference. */
  readonly worstTurn: number;
  /** Bytes in use, with nothing in them that is no longer needed. */
  readonly heapUsed: number;
  readonly rss: number;
}

const WORK = JSON.stringify(Array.from({ length: 25_000 }, (_, index) => ({ index, list: [index], text: 'text' })));
/** What parsing it four times takes on a quiet machine with two cores, in ms of CPU time. */
const REFERENCE_MS = 36;

/** How many times longer work takes than on the reference, as this machine is now; at least 1. */
function slowness(): number {
  const before = process.threadCpuUsage();
  for (let time = 0; time < 4; time += 1) JSON.parse(WORK);
  const { user, system } = process.threadCpuUsage(before);
  return Math.max(1, (user + system) / 1000 / REFERENCE_MS);
}

if (process.send !== undefined) {
  let last = process.threadCpuUsage();
  let worst = 0;
  setInterval(() => {
    const now = process.threadCpuUsage();
    worst = Math.max(worst, (now.user + now.system - last.user - last.system) / 1000);
    last = now;
  }, 1).unref();
  process.on('message', () => {
    const worstTurn = worst / slowness();
    collectGarbage();
    const { heapUsed, rss } = process.memoryUsage();
    process.send?.({ worstTurn, heapUsed, rss } satisfies ProcessReport);
    last = process.threadCpuUsage();
    worst = 0;
  });
  process.channel?.unref();
}
