/** Runs the demo site in a process of its own, and sends the benchmark its address and tokens. */
import { startDemoSite } from '../demo/demo-site.ts';

/** The address and tokens of the site, for the benchmark. */
export interface BenchSite {
  url: string;
  /** The `Authorization` of the user that the load stands for. */
  caller: string;
  /** The `Authorization` of the gateway's service account. */
  service: string;
}

const site = await startDemoSite({ version: 15, scale: 'full' });
const started: BenchSite = {
  url: site.url,
  caller: site.authorization('carol'),
  service: site.authorization('gateway'),
};
process.send?.(started);
process.on('disconnect', () => process.exit());
