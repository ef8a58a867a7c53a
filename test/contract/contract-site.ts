import { request } from 'undici';
import { type DemoSite, type DemoSiteOptions, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import { readConfig } from '../../src/config.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import type { SiteCapabilities } from '../../src/metadata/site-model.ts';
import type { DocTypeEntry } from '../../src/schema/model/doctype-entry.ts';
import { createLeakWatch } from '../support/leak-watch.ts';
import { type GraphqlAnswer, startWatchedGateway, UNCOMPRESSED } from '../support/start-gateway.ts';
import { siteMethods } from './site-methods.ts';
import type { SiteSettings } from './site-settings.ts';

/** Who asks: the gateway's own account, a user of the shop, or nobody. */
export type Caller = 'gateway' | 'alice' | 'bob' | 'carol' | 'guest';

/** What a query of a case can say beyond its text. */
export interface AskOptions {
  as?: Caller;
  headers?: Record<string, string>;
  variables?: Record<string, unknown>;
}

/** A site with a gateway in front of it. */
export interface ContractSite extends AsyncDisposable {
  readonly label: string;
  readonly version: FrappeMajor;
  /** The whole version, such as `15.101.1`. */
  readonly release: string;
  readonly isReal: boolean;
  /** The apps that it has. */
  readonly apps: ReadonlySet<string>;
  /** The site itself, where it is a demo one. */
  readonly demo?: DemoSite;
  /** The address of the gateway. */
  readonly url: string;
  /** The password of its users, or null where it is not told. */
  readonly password: string | null;
  /** The Authorization header of a user. */
  authorization(caller: Caller): string;
  ask(query: string, options?: AskOptions): Promise<GraphqlAnswer>;
  /** Asks the site itself, past the gateway: with a body by POST. */
  rest(path: string, as: Caller, body?: unknown): Promise<RestAnswer>;
  /** Asks the site itself by POST, with the credential of a user whom a case has made. */
  restAs(path: string, authorization: string, body: unknown): Promise<RestAnswer>;
  /** What the gateway has found that the site can do. */
  readonly capabilities: SiteCapabilities;
  /** What the schema shows. */
  readonly entries: readonly DocTypeEntry[];
}

/** An answer of the site itself. */
export interface RestAnswer {
  status: number;
  body: Record<string, unknown>;
}

/**
 * Starts a demo site of a version and a gateway in front of it.
 *
 * @param prepare changes the site before the gateway reads its model.
 * @param dialect what the site does otherwise than its version.
 */
export async function startContractDemo(
  version: FrappeMajor,
  prepare: (demo: DemoSite) => void = () => {},
  dialect: NonNullable<DemoSiteOptions['dialect']> = {},
): Promise<ContractSite> {
  const demo = await startDemoSite({ version, dialect, scale: 'small' });
  prepare(demo);
  const gateway = await startWatchedGateway(demo);
  const release = gateway.site.current().site.info.frappeVersion;
  return {
    label: `demo v${release}`,
    version,
    release,
    isReal: false,
    apps: appsOf(gateway),
    demo,
    url: gateway.url,
    password: DEMO_PASSWORD,
    authorization: (caller) => (caller === 'guest' ? '' : demo.authorization(caller)),
    ask: (query, options) =>
      postQuery(gateway, query, options, (caller) => (caller === 'guest' ? null : demo.authorization(caller))),
    rest: (path, as, body) => askSite(demo.url, path, as === 'guest' ? null : demo.authorization(as), body),
    restAs: (path, authorization, body) => askSite(demo.url, path, authorization, body),
    capabilities: gateway.site.current().site.info.capabilities,
    entries: gateway.site.current().model.entries,
    [Symbol.asyncDispose]: async () => {
      await gateway.close();
      await demo.close();
    },
  };
}

/**
 * Starts a gateway in front of a site that runs elsewhere and has been seeded.
 *
 * @param more settings of the gateway.
 */
export async function startContractSite(
  settings: SiteSettings,
  more: Readonly<Record<string, string>> = {},
): Promise<ContractSite> {
  const { url, apiKey, apiSecret, users } = settings;
  const methods = await siteMethods(settings);
  const env = {
    FRAPPE_URL: url,
    FRAPPE_API_KEY: apiKey,
    FRAPPE_API_SECRET: apiSecret,
    HOST: '127.0.0.1',
    PORT: '0',
    SNAPSHOT_FILE: 'off',
    EVENT_LOG_FILE: 'off',
    METADATA_POLL_SECONDS: '0',
    SCHEMA_CONFIG_FILE: 'none',
    METHODS_FILE: methods.path,
    LOG_LEVEL: 'silent',
    DRAIN_SECONDS: '1',
    DRAIN_DELAY_SECONDS: '0',
    ...more,
  };
  const watch = createLeakWatch();
  const gateway = await startGateway(readConfig(env), watch.logger);
  watch.follow(gateway);
  const tokens: Record<string, string> = { ...users, gateway: `token ${apiKey}:${apiSecret}` };
  watch.learn(...Object.values(tokens).map((token) => token.split(':')[1]));
  const { frappeVersion } = gateway.site.current().site.info;
  return {
    label: `${url} (${frappeVersion})`,
    version: Number.parseInt(frappeVersion, 10) as FrappeMajor,
    release: frappeVersion,
    isReal: true,
    url: gateway.url,
    password: settings.password,
    authorization: (caller) => tokens[caller] ?? '',
    apps: appsOf(gateway),
    ask: (query, options) => postQuery(gateway, query, options, (caller) => tokens[caller] ?? null),
    rest: (path, as, body) => askSite(url, path, tokens[as] ?? null, body),
    restAs: (path, authorization, body) => askSite(url, path, authorization, body),
    capabilities: gateway.site.current().site.info.capabilities,
    entries: gateway.site.current().model.entries,
    [Symbol.asyncDispose]: async () => {
      await gateway.close();
      await methods[Symbol.asyncDispose]();
      watch.assertNothingLeaked();
    },
  };
}

function appsOf(gateway: Gateway): ReadonlySet<string> {
  return new Set(gateway.site.current().site.info.apps.map(({ name }) => name));
}

async function askSite(url: string, path: string, authorization: string | null, body: unknown): Promise<RestAnswer> {
  const headers = { accept: 'application/json', ...(authorization === null ? {} : { authorization }) };
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const send = () => fetch(url + path, { ...init, headers: { ...headers, ...type } });
  // A site may close a kept-alive connection just then.
  const response = await send().catch(send);
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, body: isJson ? ((await response.json()) as Record<string, unknown>) : {} };
}

async function postQuery(
  gateway: Gateway,
  query: string,
  { as = 'gateway', variables = {}, headers = {} }: AskOptions = {},
  authorizationOf: (caller: Caller) => string | null,
): Promise<GraphqlAnswer> {
  const authorization = authorizationOf(as);
  if (authorization === null && as !== 'guest') throw new Error(`The users file has no API key of ${as}.`);
  const { statusCode, body } = await request(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      ...UNCOMPRESSED,
      'content-type': 'application/json',
      ...(authorization === null ? {} : { authorization }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: statusCode, ...((await body.json()) as Omit<GraphqlAnswer, 'status'>) };
}
