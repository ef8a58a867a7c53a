import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';
import { readSchemaConfig } from './schema/schema-config.ts';
import { type HttpServer, startHttpServer } from './server/http.ts';
import { type ServedSite, serveSite } from './server/served-site.ts';

/** A running gateway. */
export interface Gateway {
  readonly url: string;
  readonly site: ServedSite;
  close(): Promise<void>;
}

/** Starts a gateway: the site's model, its schema, and the doors to it, in this order. */
export async function startGateway(config: Config, logger: Logger = createLogger(config)): Promise<Gateway> {
  const schemaConfig = await readSchemaConfig(config.schemaConfigFile);
  const site = await serveSite(config, schemaConfig, logger);
  const server: HttpServer = await startHttpServer(site, config, logger).catch(async (error: unknown) => {
    await site.close();
    throw error;
  });
  const host = config.host === '0.0.0.0' ? '127.0.0.1' : config.host;
  const url = `http://${host}:${server.port}`;
  logger.info({ url, doctypes: site.current().site.doctypes.size }, 'ready');
  return {
    url,
    site,
    close: async () => {
      await server.close();
      await site.close();
    },
  };
}

/** Makes the log: JSON lines, with headers and credentials blanked. */
export function createLogger(config: Pick<Config, 'logLevel'>): Logger {
  return pino({ level: config.logLevel, redact: ['req.headers', 'headers', '*.authorization', '*.cookie'] });
}
