import { z } from 'zod';
import { ConfigError } from './errors.ts';
import { readSecretFiles, SECRET_FILE_SETTINGS } from './secret-files.ts';
import {
  address,
  count,
  flag,
  MAX_TIMER_MS,
  port,
  readDebugUsers,
  readFile,
  readOAuth,
  readOrigins,
  readProxies,
  readSecrets,
  readWebhookSecrets,
  seconds,
  toConfigFile,
  url,
} from './setting-values.ts';

/** Every setting of the gateway: environment variable, meaning, default. `docs/configuration.md` says more of each. */
const environment = z.object({
  FRAPPE_URL: address,
  FRAPPE_API_KEY: z.string().min(1),
  FRAPPE_API_SECRET: z.string().min(1),
  FRAPPE_SITE: z.string().min(1).optional(),
  FRAPPE_CA_FILE: z.string().min(1).optional(),
  FRAPPE_PROXY: url.optional(),
  FRAPPE_CONNECTIONS: count(128),
  FRAPPE_TIMEOUT_MS: count(30_000, 1, MAX_TIMER_MS),
  FRAPPE_TOTAL_TIMEOUT_MS: count(60_000, 1, MAX_TIMER_MS),
  FRAPPE_CALLS_PER_CALLER: count(64),
  FRAPPE_MAX_QUEUED_CALLS: count(10_000),
  FRAPPE_MAX_QUEUED_CALLS_PER_CALLER: count(1_000),
  FRAPPE_MAX_ANSWER_BYTES: count(16 * 1024 * 1024),
  MAX_BUFFERED_BYTES: count(128 * 1024 * 1024),
  HOST: z.string().min(1).default('0.0.0.0'),
  PORT: port.default(4000),
  SCHEMA_CONFIG_FILE: z.string().optional(),
  METHODS_FILE: z.string().optional(),
  SNAPSHOT_FILE: z.string().default('.cache/site-model.json.gz'),
  METADATA_POLL_SECONDS: seconds(30, 0),
  WEBHOOK_SECRET: z.string().min(1).optional(),
  WEBHOOK_URL: address.optional(),
  WEBHOOK_SECRETS: z.string().default(''),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis or rediss address' }).optional(),
  EVENT_LOG_FILE: z.string().default('.cache/events.jsonl'),
  FRAPPE_SOCKET_URL: url.optional(),
  EVENT_POLL_SECONDS: seconds(60, 0),
  EVENT_OVERLAP_SECONDS: count(60, 0),
  EVENT_RETENTION_SECONDS: count(86_400),
  EVENT_RETENTION_COUNT: count(100_000),
  IDENTITY_CACHE_SECONDS: count(10, 0),
  DEFAULT_PAGE_SIZE: count(20),
  MAX_PAGE_SIZE: count(500),
  MAX_COST_CALLS: count(1_000),
  MAX_COST_ROWS: count(500_000),
  HEADERS_TIMEOUT_SECONDS: count(10),
  BODY_PAUSE_SECONDS: count(10),
  REQUEST_TIMEOUT_SECONDS: count(300),
  KEEP_ALIVE_SECONDS: count(65),
  IDLE_TIMEOUT_SECONDS: count(120),
  MAX_CONNECTIONS: count(12_000),
  MAX_WAITING_CONNECTIONS_PER_ADDRESS: count(256),
  CONNECTION_INIT_SECONDS: count(3),
  SHED_HEAP_PERCENT: z.coerce.number().int().min(1).max(100).default(85),
  OPERATION_TIMEOUT_MS: count(60_000),
  MAX_OPERATION_ROWS: count(100_000),
  MAX_QUERY_TOKENS: count(10_000),
  MAX_QUERY_DEPTH: count(50),
  MAX_QUERY_BYTES: count(256 * 1024),
  MAX_QUERY_FIELDS: count(5_000),
  MAX_QUERY_ALIASES: count(500),
  MAX_QUERY_ROOT_FIELDS: count(200),
  MAX_QUERY_DEFINITIONS: count(500),
  MAX_QUERY_VALUES: count(20_000),
  MAX_BODY_BYTES: count(1024 * 1024),
  MAX_BODY_VALUES: count(20_000),
  MAX_WEBHOOK_BYTES: count(1024 * 1024),
  MAX_UPLOAD_BYTES: count(25 * 1024 * 1024),
  MAX_SOCKETS: count(10_000),
  MAX_SOCKETS_PER_CALLER: count(1_000),
  MAX_SOCKET_MESSAGE_BYTES: count(1024 * 1024),
  MAX_SOCKET_OPERATIONS: count(1_000),
  MAX_SUBSCRIPTIONS: count(50_000),
  MAX_SUBSCRIPTIONS_PER_CALLER: count(1_000),
  MAX_SUBSCRIBER_BYTES: count(1024 * 1024),
  SUBSCRIBER_PING_SECONDS: seconds(15),
  CREDENTIAL_CHECK_SECONDS: seconds(300),
  TRUSTED_PROXIES: z.string().default(''),
  PUBLIC_URL: address.optional(),
  CORS_ORIGINS: z.string().default(''),
  SITE_COOKIE: flag.default(true),
  SESSION_SECRET: z.string().default(''),
  OAUTH_CLIENT_ID: z.string().min(1).optional(),
  OAUTH_CLIENT_SECRET: z.string().min(1).optional(),
  OAUTH_SCOPES: z.string().min(1).default('all openid'),
  FRAPPE_PUBLIC_URL: address.optional(),
  DEBUG_USERS: z.string().default(''),
  COMPRESSION: flag.default(true),
  GRAPHIQL: flag.default(true),
  INTROSPECTION: flag.default(true),
  METRICS_PORT: port.optional(),
  METRICS_TOKEN: z.string().min(16).optional(),
  SLOW_OPERATION_MS: count(5_000, 0, MAX_TIMER_MS),
  DRAIN_DELAY_SECONDS: seconds(3, 0),
  DRAIN_SECONDS: seconds(20, 0),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

/** Each setting of one site, with what it accepts. */
export const SETTINGS: Readonly<Record<string, z.ZodType>> = environment.shape;

/** The names of all settings, as environment variables. */
export const SETTING_NAMES: readonly string[] = [...Object.keys(SETTINGS), ...SECRET_FILE_SETTINGS, 'SITES_FILE'];

/** The gateway's configuration, checked and frozen. Nothing else reads the environment. */
export type Config = Readonly<ReturnType<typeof toConfig>>;

/**
 * @throws ConfigError that names the first missing or wrong variable in one line.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(readSecretFiles(env)).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = environment.safeParse(given);
  if (parsed.success) return Object.freeze(toConfig(parsed.data));
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? 'configuration');
  throw new ConfigError(
    given[name] === undefined ? `${name} is not set.` : `${name}: ${issue?.message ?? 'is wrong'}.`,
  );
}

function toConfig(env: z.infer<typeof environment>) {
  return {
    site: toSiteConfig(env),
    ...toLoadConfig(env),
    account: { apiKey: env.FRAPPE_API_KEY, apiSecret: env.FRAPPE_API_SECRET },
    host: env.HOST,
    port: env.PORT,
    schemaConfigFile: toConfigFile(env.SCHEMA_CONFIG_FILE, 'schema/gateway.config.json'),
    methodsFile: toConfigFile(env.METHODS_FILE, 'schema/methods.json'),
    snapshotFile: env.SNAPSHOT_FILE === 'off' ? null : env.SNAPSHOT_FILE,
    /** 0 switches polling off. */
    metadataPollSeconds: env.METADATA_POLL_SECONDS,
    webhookUrl: toWebhookUrl(env),
    /** All of them are accepted; the first is what new webhooks get. */
    webhookSecrets: readWebhookSecrets(env),
    events: toEventsConfig(env),
    /** How long a caller's roles are remembered; 0 asks for every request that needs them. */
    identityCacheSeconds: env.IDENTITY_CACHE_SECONDS,
    defaultPageSize: Math.min(env.DEFAULT_PAGE_SIZE, env.MAX_PAGE_SIZE),
    maxPageSize: env.MAX_PAGE_SIZE,
    ...toBounds(env),
    trustedProxies: readProxies(env.TRUSTED_PROXIES),
    ...toSignInConfig(env),
    debugUsers: readDebugUsers(env.DEBUG_USERS),
    /** Whether answers may be compressed; off where a proxy does it. */
    isCompressing: env.COMPRESSION,
    graphiql: env.GRAPHIQL,
    introspection: env.INTROSPECTION,
    /** The port and the token of the metrics; without both there are none. */
    metrics: { port: env.METRICS_PORT ?? null, token: env.METRICS_TOKEN ?? null },
    /** Operations that take longer are logged as slow; 0 for none. */
    slowOperationMs: env.SLOW_OPERATION_MS,
    /** How long new requests are still taken after SIGTERM, while `/ready` already says no. */
    drainDelaySeconds: env.DRAIN_DELAY_SECONDS,
    drainSeconds: env.DRAIN_SECONDS,
    logLevel: env.LOG_LEVEL,
  };
}

/** The site, and what the calls to it are held to. */
function toSiteConfig(env: z.infer<typeof environment>) {
  return {
    url: new URL(env.FRAPPE_URL),
    siteName: env.FRAPPE_SITE,
    ca: env.FRAPPE_CA_FILE === undefined ? undefined : readFile('FRAPPE_CA_FILE', env.FRAPPE_CA_FILE),
    proxy: env.FRAPPE_PROXY,
    connections: env.FRAPPE_CONNECTIONS,
    timeout: env.FRAPPE_TIMEOUT_MS,
    maxAnswerBytes: env.FRAPPE_MAX_ANSWER_BYTES,
    maxBufferedBytes: env.MAX_BUFFERED_BYTES,
    totalTimeout: env.FRAPPE_TOTAL_TIMEOUT_MS,
    callsPerCaller: env.FRAPPE_CALLS_PER_CALLER,
    maxQueued: { total: env.FRAPPE_MAX_QUEUED_CALLS, perCaller: env.FRAPPE_MAX_QUEUED_CALLS_PER_CALLER },
  };
}

/** The site may find the gateway elsewhere than browsers do. */
function toWebhookUrl({ WEBHOOK_URL, PUBLIC_URL }: z.infer<typeof environment>): URL | null {
  const address = WEBHOOK_URL ?? PUBLIC_URL;
  return address === undefined ? null : new URL(address);
}

/** Which events of the site are kept, and how they are found. */
function toEventsConfig(env: z.infer<typeof environment>) {
  return {
    /** The Redis in which processes share their events; without it, one process keeps its own. */
    redisUrl: env.REDIS_URL ?? null,
    /** null keeps events in memory only. */
    logFile: env.EVENT_LOG_FILE === 'off' ? null : env.EVENT_LOG_FILE,
    /** How long, and how many, events are kept for subscribers who come back. */
    retention: { seconds: env.EVENT_RETENTION_SECONDS, count: env.EVENT_RETENTION_COUNT },
    /** The site's socket.io, where it is to be listened to. */
    socketUrl: env.FRAPPE_SOCKET_URL === undefined ? null : new URL(env.FRAPPE_SOCKET_URL),
    /** How often the site is polled for changes that were not announced; 0 never polls. */
    pollSeconds: env.EVENT_POLL_SECONDS,
    /** How far back each reading begins. */
    overlapSeconds: env.EVENT_OVERLAP_SECONDS,
  };
}

/** Bounds that keep one caller from stopping the process for others. */
function toLoadConfig(env: z.infer<typeof environment>) {
  return {
    operation: {
      timeout: env.OPERATION_TIMEOUT_MS,
      rows: env.MAX_OPERATION_ROWS,
      bytes: 2 * env.FRAPPE_MAX_ANSWER_BYTES,
      answer: env.FRAPPE_MAX_ANSWER_BYTES,
    },
    /** From which use of the heap on operations are refused. */
    shedHeapPercent: env.SHED_HEAP_PERCENT,
    incoming: toConnectionLimits(env),
    /** How long a client may take to say who it is, once its socket is open. */
    connectionInitSeconds: env.CONNECTION_INIT_SECONDS,
  };
}

/** The limits of client connections. */
function toConnectionLimits(env: z.infer<typeof environment>) {
  return {
    headersSeconds: env.HEADERS_TIMEOUT_SECONDS,
    bodyPauseSeconds: env.BODY_PAUSE_SECONDS,
    requestSeconds: env.REQUEST_TIMEOUT_SECONDS,
    keepAliveSeconds: env.KEEP_ALIVE_SECONDS,
    idleSeconds: Math.max(env.IDLE_TIMEOUT_SECONDS, Math.ceil(env.OPERATION_TIMEOUT_MS / 1000) + 10),
    maxConnections: env.MAX_CONNECTIONS,
    maxWaitingPerAddress: env.MAX_WAITING_CONNECTIONS_PER_ADDRESS,
  };
}

/** The limits of operations, files and subscriptions. */
function toBounds(env: z.infer<typeof environment>) {
  return {
    /** The maximum cost of one operation, estimated before it runs. */
    maxCost: { calls: env.MAX_COST_CALLS, rows: env.MAX_COST_ROWS },
    maxQuery: toQueryBounds(env),
    /** The largest JSON of an operation, and the most values in it. */
    maxBody: { bytes: env.MAX_BODY_BYTES, values: env.MAX_BODY_VALUES },
    maxWebhookBytes: env.MAX_WEBHOOK_BYTES,
    /** The largest file that is passed on; the site has a limit of its own. */
    maxUploadBytes: env.MAX_UPLOAD_BYTES,
    /** The number of streams and sockets open at once. */
    maxSockets: { total: env.MAX_SOCKETS, perCaller: env.MAX_SOCKETS_PER_CALLER },
    maxSocketMessageBytes: env.MAX_SOCKET_MESSAGE_BYTES,
    maxSocketOperations: env.MAX_SOCKET_OPERATIONS,
    maxSubscriptions: { total: env.MAX_SUBSCRIPTIONS, perCaller: env.MAX_SUBSCRIPTIONS_PER_CALLER },
    /** The bytes that may wait for a slow subscriber, and how often subscribers are pinged. */
    subscriber: { maxBytes: env.MAX_SUBSCRIBER_BYTES, pingSeconds: env.SUBSCRIBER_PING_SECONDS },
    /** How often the credentials behind open streams are tried on the site. */
    credentialCheckSeconds: env.CREDENTIAL_CHECK_SECONDS,
  };
}

/** The largest document that is looked at. */
function toQueryBounds(env: z.infer<typeof environment>) {
  return {
    bytes: env.MAX_QUERY_BYTES,
    tokens: env.MAX_QUERY_TOKENS,
    depth: env.MAX_QUERY_DEPTH,
    fields: env.MAX_QUERY_FIELDS,
    aliases: env.MAX_QUERY_ALIASES,
    rootFields: env.MAX_QUERY_ROOT_FIELDS,
    definitions: env.MAX_QUERY_DEFINITIONS,
    values: env.MAX_QUERY_VALUES,
  };
}

function toSignInConfig(env: z.infer<typeof environment>) {
  return {
    /** The address by which browsers reach the gateway; null if each request says so. */
    publicUrl: env.PUBLIC_URL === undefined ? null : new URL(env.PUBLIC_URL),
    corsOrigins: readOrigins(env.CORS_ORIGINS),
    /** Whether the site's own cookie `sid` signs callers in. */
    takesSiteCookie: env.SITE_COOKIE,
    /** The first one seals cookies, all of them open them. */
    sessionSecrets: readSecrets(env.SESSION_SECRET),
    /** Null if the gateway is not an OAuth client of the site. */
    oauth: readOAuth(env),
  };
}
