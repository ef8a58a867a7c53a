import { type Dispatcher, request } from 'undici';
import { type DemoSite, type DemoSiteOptions, startDemoSite } from '../../demo/demo-site.ts';
import { SHOP_METHODS_FILE, serviceAccountEnv } from '../../src/commands/simulation/shop-settings.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { createLeakWatch } from './leak-watch.ts';
import { SHARED_SCHEMAS } from './shared-schemas.ts';

export type DemoUser = Parameters<DemoSite['authorization']>[0] | 'guest';

/** An answer of the gateway over HTTP. */
export interface GraphqlAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
  data: any;
  errors?: {
    message: string;
    locations?: { line: number; column: number }[];
    path?: (string | number)[];
    extensions: Record<string, unknown>;
  }[];
  extensions?: Record<string, unknown>;
}

/** A demo site with a gateway in front of it. */
export interface TestGateway extends AsyncDisposable {
  site: DemoSite;
  gateway: WatchedGateway;
  query(query: string, options?: QueryOptions): Promise<GraphqlAnswer>;
  /** Sends a body of JSON, and gives the answer as it came. */
  send(body: string, options?: Omit<QueryOptions, 'variables'>): Promise<string>;
}

export interface QueryOptions {
  as?: DemoUser;
  variables?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** Changes what the environment says, such as to what it cannot say. */
export type Tune = (config: Config) => Config;

/** What a gateway does by its own clock, ten times as often: the environment counts whole seconds. */
export const tenTimesAsOften: Tune = (config) => ({
  ...config,
  events: { ...config.events, pollSeconds: config.events.pollSeconds / 10 },
  subscriber: { ...config.subscriber, pingSeconds: config.subscriber.pingSeconds / 10 },
  credentialCheckSeconds: config.credentialCheckSeconds / 10,
  drainDelaySeconds: config.drainDelaySeconds / 10,
});

/** Points of a rate limit that do not come back while a test runs. */
export function fewPoints(burst: number): Tune {
  return (config) => ({ ...config, rateLimit: { burst, perSecond: 0.001 } });
}

/**
 * Starts both on free ports; the requests that the start took are forgotten.
 *
 * @param prepare changes the site before the gateway reads its model.
 */
export async function startTestGateway(
  options: DemoSiteOptions = { scale: 'small' },
  env: Record<string, string> = {},
  prepare: (site: DemoSite) => void = () => {},
  tune?: Tune,
): Promise<TestGateway> {
  const site = await startDemoSite({ scale: 'small', ...options });
  prepare(site);
  const gateway = await startWatchedGateway(site, env, tune).catch(async (error: unknown) => {
    await site.close();
    throw error;
  });
  site.requests.length = 0;
  return {
    site,
    gateway,
    query: async (query, { variables = {}, ...caller } = {}) => {
      const { statusCode, body } = await post(gateway.url, site, caller, JSON.stringify({ query, variables }));
      return { status: statusCode, ...((await body.json()) as Omit<GraphqlAnswer, 'status'>) };
    },
    send: async (body, caller = {}) => (await post(gateway.url, site, caller, body)).body.text(),
    [Symbol.asyncDispose]: async () => {
      await gateway.close();
      await site.close();
      site.requests.length = 0;
    },
  };
}

/** A gateway whose log can be read. */
export interface WatchedGateway extends Gateway {
  /** JSON lines, from the level `debug` on. */
  readonly log: readonly string[];
}

/**
 * Starts a gateway before a demo site. When it closes, everything that it logged and sent is looked through for the
 * credentials that were used, and one that is found fails the test.
 */
export async function startWatchedGateway(
  site: DemoSite,
  env: Record<string, string> = {},
  tune: Tune = (config) => config,
): Promise<WatchedGateway> {
  const settings = { ...gatewayEnv(site), ...env };
  const watch = createLeakWatch();
  watch.learnFrom(site);
  watch.learn(...SECRET_SETTINGS.flatMap((name) => settings[name]?.split(',') ?? []));
  const gateway = await startGateway(tune({ ...readConfig(settings), ways: WAYS }), watch.logger, SHARED_SCHEMAS);
  watch.follow(gateway);
  let failure: Error | null = null;
  void gateway.failed.then((error) => {
    failure = error;
  });
  return {
    url: gateway.url,
    failed: gateway.failed,
    log: watch.log,
    get site() {
      return gateway.site;
    },
    close: async () => {
      await gateway.close();
      watch.assertNothingLeaked();
      if (failure !== null) throw failure;
    },
  };
}

/** The ways that operations take: `WAYS=yoga` goes without the quick handler, `WAYS=executor` without the writer, too. */
const WAYS = waysOf(process.env.WAYS ?? 'quick');

function waysOf(name: string): Config['ways'] {
  if (!['quick', 'yoga', 'executor'].includes(name)) throw new Error(`WAYS is quick, yoga or executor, not ${name}.`);
  return { quick: name === 'quick', writer: name !== 'executor' };
}

/** Asks for answers as they are: the leak watch reads them, and compressing them takes time that nothing is learnt from. */
export const UNCOMPRESSED = { 'accept-encoding': 'identity' };

/** Settings of the environment that nobody may learn. */
const SECRET_SETTINGS = [
  'FRAPPE_API_SECRET',
  'WEBHOOK_SECRET',
  'WEBHOOK_SECRETS',
  'SESSION_SECRET',
  'OAUTH_CLIENT_SECRET',
];

/** The environment that points a gateway at a demo site. */
export function gatewayEnv(site: DemoSite): Record<string, string> {
  return {
    ...serviceAccountEnv(site),
    HOST: '127.0.0.1',
    PORT: '0',
    SNAPSHOT_FILE: 'off',
    EVENT_LOG_FILE: 'off',
    EVENT_RETENTION_COUNT: '10000',
    METADATA_POLL_SECONDS: '0',
    IDENTITY_CACHE_SECONDS: '0',
    TRANSLATION_CACHE_SECONDS: '0',
    SCHEMA_CONFIG_FILE: 'none',
    METHODS_FILE: SHOP_METHODS_FILE,
    LOG_LEVEL: 'silent',
    DRAIN_SECONDS: '1',
    DRAIN_DELAY_SECONDS: '0',
  };
}

/** By undici itself: `fetch` takes half as much CPU time again. */
function post(
  url: string,
  site: DemoSite,
  { as = 'gateway', headers = {} }: Omit<QueryOptions, 'variables'>,
  body: string,
): Promise<Dispatcher.ResponseData> {
  const authorization = as === 'guest' ? {} : { authorization: site.authorization(as) };
  return request(`${url}/graphql`, {
    method: 'POST',
    headers: { ...UNCOMPRESSED, 'content-type': 'application/json', ...authorization, ...headers },
    body,
  });
}
