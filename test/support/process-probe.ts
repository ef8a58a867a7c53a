/**
 * Loaded into a gateway's process before the gateway: tells its parent how long the longest turn of the event loop was,
 * in CPU time of the main thread, so that other processes on the machine do not count.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a process tells of itself. */
export interface ProcessReport {
  /** The longest turn since the last report, in ms of CPU time. */
  readonly worstTurn: number;
  /** Bytes in use, with nothing in them that is no longer needed. */
  readonly heapUsed: number;
  readonly rss: number;
}

if (process.send !== undefined) {
  let last = process.threadCpuUsage();
  let worst = 0;
  setInterval(() => {
    const now = process.threadCpuUsage();
    worst = Math.max(worst, (now.user + now.system - last.user - last.system) / 1000);
    last = now;
  }, 1).unref();
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  process.on('message', () => {
    const worstTurn = worst;
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    process.send?.({ worstTurn, heapUsed, rss } satisfies ProcessReport);
    last = process.threadCpuUsage();
    worst = 0;
  });
  process.channel?.unref();
}
