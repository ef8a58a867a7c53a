/**
 * Loaded into every measured server before its own code (`--import`): reports to the benchmark what the process used.
 */
import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** CPU in µs (user and system) and memory in bytes. */
export interface Usage {
  cpu: number;
  rss: number;
  heapUsed: number;
  /** The same after a full collection; only where the process runs with `--expose-gc`, else as `heapUsed`. */
  heapLive: number;
  /** The longest time that the event loop stood still since it was last asked, in ms; only with `--expose-gc`. */
  stall: number;
  /** Open files and sockets; 0 where the system does not list them. */
  descriptors: number;
}

/** Ms between two looks at the event loop. */
const RESOLUTION = 5;
const delay = globalThis.gc ? monitorEventLoopDelay({ resolution: RESOLUTION }) : null;
delay?.enable();

process.on('message', (message) => {
  if (message !== 'usage') return;
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const stall = (delay?.max ?? 0) / 1e6;
  globalThis.gc?.();
  const { heapUsed: heapLive } = process.memoryUsage();
  const usage: Usage = { cpu: user + system, rss, heapUsed, heapLive, stall, descriptors: countDescriptors() };
  if (delay === null) process.send?.(usage);
  else setTimeout(resetAndSend, 4 * RESOLUTION, usage);
});
// The server must not outlive the benchmark.
process.on('disconnect', () => process.exit());
process.channel?.unref();

function countDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}

/** Some looks after the collection, which is a stall of the benchmark's own. */
function resetAndSend(usage: Usage): void {
  delay?.reset();
  process.send?.(usage);
}
