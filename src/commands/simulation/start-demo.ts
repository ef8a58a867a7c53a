import { randomBytes } from 'node:crypto';
import { type DemoSite, type DemoSiteOptions, type FrappeMajor, startDemoSite } from '../../../demo/demo-site.ts';
import { DEMO_PASSWORD } from '../../../demo/sign-in/sign-in-state.ts';
import { SimulatorError } from '../../../demo/simulator-error.ts';
import { type Config, type DemoUser, readConfig } from '../../config.ts';
import { ConfigError, UsageError } from '../../errors.ts';
import { startGateway } from '../../gateway.ts';
import { closeOnSignals, endWithError } from '../../serve.ts';
import { takeWebhookStep } from '../../sources/sync-webhooks.ts';
import { withSite } from '../site/command-site.ts';
import { planSiteWebhooks } from '../site/plan-site-webhooks.ts';
import { SHOP_CONFIG_FILE, SHOP_METHODS_FILE, serviceAccountEnv } from './shop-settings.ts';
import { suggestQueries } from './suggest-queries.ts';

const QUERY = `{
  shopOrders(first: 3, orderBy: [{ order_date: DESC }], filter: { status: { eq: Open } }) {
    totalCount
    nodes {
      name
      grand_total
      customer { customer_name region { name } }
      items { qty item { item_name } }
    }
  }
}`;

const SHOP_FILES = {
  SCHEMA_CONFIG_FILE: SHOP_CONFIG_FILE,
  METHODS_FILE: SHOP_METHODS_FILE,
};
/** The methods of apps are Python, of which the site has none. */
const NO_METHODS = { METHODS_FILE: 'none' };
const OTHER_PORTS = 'Choose other ports, such as --port 4001 --site-port 8100.';
const WEBHOOK_SECRET = 'demo-webhook-secret';

/** The port of Vite, whose pages are those of the examples. */
const DEV_SERVER_PORT = '5173';

/** Users of the shop, in the order of what they may do. */
const VIEWERS = ['carol', 'alice', 'bob'] as const;

const ROLES = {
  carol: 'manages the shop',
  alice: 'sales in one region',
  bob: 'cannot read orders',
} as const;

/** The options of a demo. */
export interface DemoOptions {
  version: FrappeMajor;
  port: number;
  sitePort: number;
  /** Folders of DocType JSON files, in place of the shop. */
  doctypeFolders?: readonly string[];
  /** A folder of documents by their DocTypes. */
  dataFolder?: string;
  corsOrigins: string | undefined;
}

/** Starts a demo site, a gateway in front of it and GraphiQL, and prints what to try in it. */
export async function startDemo({ port, sitePort, corsOrigins, ...simulated }: DemoOptions): Promise<void> {
  const { doctypeFolders } = simulated;
  const options: DemoSiteOptions = { ...simulated, scale: 'full', port: sitePort };
  const site = await startDemoSite(options).catch(explainStart);
  const isShop = doctypeFolders === undefined;
  const env = {
    ...environmentFor(site),
    PORT: String(port),
    CORS_ORIGINS: corsOrigins ?? '',
    ...(isShop ? SHOP_FILES : NO_METHODS),
  };
  const demoUsers = isShop ? VIEWERS.map(toDemoUser) : [];
  const gateway = await startGateway({ ...readConfig(env), demoUsers }).catch(explainStart);
  void gateway.failed.then(endWithError);
  for (const host of ['127.0.0.1', 'localhost']) {
    for (const place of [new URL(gateway.url).port, DEV_SERVER_PORT])
      site.oauth.redirectUris.add(`http://${host}:${place}/auth/callback`);
  }
  await addWebhooks(readConfig({ ...env, WEBHOOK_URL: gateway.url }));
  const { model, site: served } = gateway.site.current();
  const apps = new Set(served.info.apps.map(({ name }) => name).filter((name) => name !== 'frappe'));
  console.log(toWelcome(site, gateway.url, isShop ? null : suggestQueries(model, apps)));
  closeOnSignals(() => gateway.close().then(() => site.close()));
}

function explainStart(error: unknown): never {
  if (error instanceof SimulatorError) throw new UsageError(error.message);
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') throw new ConfigError(`--site-port: ${port} is taken by another program. ${OTHER_PORTS}`);
  if (!(error instanceof ConfigError)) throw error;
  // Its settings are those of the command's options.
  const message = error.message.replace(/^PORT: /, '--port: ').replace('Choose another port.', OTHER_PORTS);
  throw new ConfigError(message);
}

/** A subscription that shows changes as they happen, and a change to show. */
function toSubscriptionHint(site: DemoSite): string[] {
  const sql = 'SELECT name FROM "tabShop Order" WHERE docstatus = 0 ORDER BY name DESC LIMIT 1';
  const name = String(site.database.get(sql)?.name);
  return [
    '',
    'Changes as they happen, as carol:',
    'subscription { shopOrderChanged { event name shopOrder { delivery_date grand_total } } }',
    '',
    'and in a second tab a change; the site notifies the gateway by webhook:',
    `mutation { updateShopOrder(name: "${name}", input: { delivery_date: "2026-12-24" }) { shopOrder { name } } }`,
  ];
}

/** As `frappe-graphql webhooks sync` does. */
function addWebhooks(config: Config): Promise<void> {
  return withSite(config, async (site) => {
    for (const step of await planSiteWebhooks(site, false)) await takeWebhookStep(site, step, WEBHOOK_SECRET);
  });
}

function environmentFor(site: DemoSite): Record<string, string> {
  return {
    ...serviceAccountEnv(site),
    HOST: '127.0.0.1',
    SNAPSHOT_FILE: 'off',
    EVENT_LOG_FILE: 'off',
    METADATA_POLL_SECONDS: '2',
    WEBHOOK_SECRET,
    OAUTH_CLIENT_ID: site.oauth.clientId,
    OAUTH_CLIENT_SECRET: site.oauth.clientSecret,
    SESSION_SECRET: randomBytes(32).toString('hex'),
    DEBUG_USERS: [...VIEWERS, 'gateway'].map(toUserName).join(),
    LOG_LEVEL: 'warn',
    // Nothing in front of it has to notice that it ends.
    DRAIN_DELAY_SECONDS: '0',
    // The image sets NODE_ENV, by which strangers see nothing of the schema.
    GRAPHIQL: 'true',
    INTROSPECTION: 'on',
    SUGGESTIONS: 'true',
  };
}

function toDemoUser(name: (typeof VIEWERS)[number]): DemoUser {
  return { user: toUserName(name), password: DEMO_PASSWORD, about: ROLES[name] };
}

function toUserName(name: string): string {
  return `${name}@example.com`;
}

/** @param own queries on DocTypes of apps; null for the shop. */
function toWelcome(site: DemoSite, url: string, own: readonly string[] | null): string {
  const isShop = own === null;
  const users = isShop ? ([...VIEWERS, 'gateway'] as const) : (['gateway'] as const);
  const roles = { ...ROLES, gateway: isShop ? 'System Manager' : 'has every role that the DocTypes name' };
  return [
    `${isShop ? 'Demo' : 'Mock'} site   ${site.url}  (Frappe v${site.version})`,
    `GraphiQL    ${url}/graphql`,
    '',
    ...site.notes,
    ...(site.notes.length > 0 ? [''] : []),
    `Sign in at the upper right as ${toUserName(users[0])}, with the password ${DEMO_PASSWORD}, or put one of these`,
    'lines into "Headers", below the query:',
    ...users.map((user) => `  { "Authorization": "${site.authorization(user)}" }   ${user}, ${roles[user]}`),
    '',
    'And try:',
    ...(own ?? [QUERY]),
    ...(isShop ? toSubscriptionHint(site) : []),
    '',
    'Ctrl+C ends both.',
  ].join('\n');
}
