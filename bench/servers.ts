import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { startGateway } from './gateway.ts';
import { type MeasuredProcess, startMeasured } from './measured-process.ts';
import { findDraftOrder } from './reference.ts';
import type { BenchSite } from './site.ts';
import { COUNT_PATH } from './site-calls.ts';
import { planQueries } from './workloads.ts';

/** The measured servers: two bases, the gateway, and others that answer the same queries. */
export type ServerName = 'proxy' | 'composition' | 'gateway' | 'yoga' | 'mercurius' | 'jit' | 'compiled';

/** All that a run needs: the site, the front of it that counts, and the three servers to compare. */
export interface BenchServers {
  site: BenchSite;
  /** A draft order that the workloads on one document use. */
  order: string;
  servers: Record<ServerName, MeasuredProcess>;
  /** Calls that reached the site's front so far. */
  countCalls(): Promise<number>;
  stop(): Promise<void>;
}

export interface ServersOptions {
  /** The gateway's program, from the project's folder. */
  gateway: string;
  /** Milliseconds that each call to the site takes. */
  latency: number;
  /** Whether page sizes and names are variables. */
  areVariables: boolean;
}

/** Starts the site, its front and the servers, each in a process of its own. */
export async function startServers({ gateway, latency, areVariables }: ServersOptions): Promise<BenchServers> {
  const running: MeasuredProcess[] = [];
  const started = async (starting: Promise<MeasuredProcess>) => {
    const server = await starting;
    running.push(server);
    return server;
  };
  const demo = fork(new URL('site.ts', import.meta.url));
  const stop = async () => {
    await Promise.all(running.map((server) => server.stop()));
    demo.kill('SIGKILL');
  };
  try {
    const site = await siteOf(demo);
    const order = await findDraftOrder(site.url, site.caller);
    const front = await started(startFront(site, latency));
    const siteUrl = `http://127.0.0.1:${front.port}`;
    const env = { FRAPPE_URL: siteUrl, ORDER: order };
    const QUERIES = JSON.stringify(planQueries(order, areVariables));
    const servers = {
      proxy: await started(startMeasured({ program: 'proxy.ts', env })),
      composition: await started(startMeasured({ program: 'composition.ts', env })),
      yoga: await started(startMeasured({ program: 'yoga.ts', env })),
      mercurius: await started(startMeasured({ program: 'mercurius.ts', env })),
      jit: await started(startMeasured({ program: 'jit.ts', env })),
      compiled: await started(startMeasured({ program: 'compiled-plan.ts', env: { ...env, QUERIES } })),
      gateway: await started(startGateway({ program: gateway, siteUrl, service: site.service })),
    };
    return { site, order, servers, countCalls: () => countCalls(siteUrl), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startFront(site: BenchSite, latency: number): Promise<MeasuredProcess> {
  return startMeasured({
    program: 'upstream.ts',
    env: { SITE_URL: site.url, SITE_AUTHORIZATION: site.caller, LATENCY: String(latency) },
  });
}

async function siteOf(demo: ChildProcess): Promise<BenchSite> {
  const started = once(demo, 'message');
  const ended = once(demo, 'exit').then(() => {
    throw new Error('The demo site ended before it was ready.');
  });
  const [site] = (await Promise.race([started, ended])) as [BenchSite];
  return site;
}

async function countCalls(siteUrl: string): Promise<number> {
  return Number(await (await fetch(siteUrl + COUNT_PATH)).text());
}
