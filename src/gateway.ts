import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';
import { ConfigError } from './errors.ts';
import { type HttpServer, startHttpServer } from './server/http.ts';
import { type Metrics, openMetrics } from './server/metrics/open-metrics.ts';
import { type OpenedSite, openSite } from './server/opened-site.ts';
import type { ServedSite } from './server/site/served-site.ts';
import { buildAlways, createSharedSchemas, type SchemaSource } from './server/site/shared-schemas.ts';
import type { SitesConfig } from './sites.ts';
import { VERSION } from './version.ts';

/** A running gateway. */
export interface Gateway {
  readonly url: string;
  /** The site that it serves; of several the first. */
  readonly site: ServedSite;
  /** Fulfilled if the gateway cannot go on: its one site turned out to have a schema that is not valid. */
  readonly failed: Promise<Error>;
  close(): Promise<void>;
}

/** Starts a gateway before one site: the site's model, its schema, and its handlers, in this order. */
export function startGateway(
  config: Config,
  logger: Logger = createLogger(config),
  schemas: SchemaSource = buildAlways,
): Promise<Gateway> {
  const sites = [{ name: null, hosts: [], config }];
  return startSites({ sites, header: null, unknownSettings: [], changedSettings: {} }, logger, schemas);
}

/** Starts a gateway before all of its sites. One that cannot be read yet stops no other. */
export async function startSites(
  { sites, header, unknownSettings, changedSettings: settings }: SitesConfig,
  logger?: Logger,
  schemas: SchemaSource = sites.length === 1 ? buildAlways : createSharedSchemas(),
): Promise<Gateway> {
  const [first] = sites;
  if (first === undefined) throw new ConfigError('No site is configured.');
  // Process-wide settings are the same in the configuration of every site.
  const { config } = first;
  const log = logger ?? createLogger(config);
  for (const line of unknownSettings) log.warn(line);
  const isAlone = sites.length === 1;
  const opened: OpenedSite[] = [];
  let metrics: Metrics | null = null;
  const failure = Promise.withResolvers<Error>();
  const closeAll = () => Promise.all([...opened, ...(metrics ? [metrics] : [])].map((part) => part.close()));
  try {
    for (const entry of sites) {
      const waiting = { mayWait: !isAlone, onFailure: failure.resolve };
      opened.push(await openSite({ address: entry, config: entry.config, schemas, logger: log, ...waiting }));
    }
    metrics = await openMetrics(config, () => opened.map((site) => site.state()));
    const server: HttpServer = await startHttpServer(opened, header, config, metrics.handler);
    const url = toUrl(config.host, server.port);
    log.info(
      { url, sites: opened.map(describeSite), version: VERSION, node: process.versions.node, settings },
      'ready',
    );
    return {
      url,
      get site() {
        return siteOf(opened[0]);
      },
      failed: failure.promise,
      close: async () => {
        const since = performance.now();
        await server.close();
        await closeAll();
        log.info({ ms: Math.round(performance.now() - since) }, 'stopped');
        await flush(log);
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** An address at which this machine finds the server. An unspecified one is that of all interfaces. */
function toUrl(host: string, port: number): string {
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

function describeSite({ name, current }: OpenedSite): { name: string | null; doctypes: number | null } {
  return { name, doctypes: current()?.site.current().site.doctypes.size ?? null };
}

function siteOf(opened: OpenedSite | undefined): ServedSite {
  const open = opened?.current();
  if (!open) throw new Error('The site cannot be served yet.');
  return open.site;
}

/** Lines are written together: when there are so many bytes of them, or after so many ms. */
const LOG_BUFFER = { minLength: 16_384, maxWrite: 32_768, periodicFlush: 100 };

/**
 * Writes what the log still holds. Left to the end of the process, it would be written in a way that waits without end
 * for a reader that is gone.
 */
function flush(log: Logger): Promise<void> {
  return new Promise((resolve) => {
    log.flush(() => resolve());
  });
}

/** Makes the log: JSON lines, with headers and credentials blanked. */
export function createLogger({ logLevel: level = 'info' }: Partial<Pick<Config, 'logLevel'>> = {}): Logger {
  const redact = ['req.headers', 'headers', '*.authorization', '*.cookie'];
  return pino({ level, redact }, pino.destination({ dest: 1, sync: false, ...LOG_BUFFER }));
}
