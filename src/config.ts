import { toCommaList } from './comma-list.ts';
import { closest } from './did-you-mean.ts';
import { withoutBlanks } from './environment.ts';
import { ConfigError } from './errors.ts';
import { explainIssue, toSentence } from './explain-issue.ts';
import { readSecretFiles } from './secret-files.ts';
import {
  readDebugUsers,
  readFile,
  readOAuth,
  readOrigins,
  readProxies,
  readSecrets,
  readWebhookSecrets,
  toConfigFile,
} from './settings/setting-values.ts';
import { environment, type Settings } from './settings.ts';

/**
 * The defaults that differ where `NODE_ENV` is `production`: they show strangers nothing of the schema, and bound what
 * one caller asks of the site.
 */
export const PRODUCTION_DEFAULTS: Readonly<Record<string, string>> = {
  GRAPHIQL: 'false',
  INTROSPECTION: 'signed-in',
  SUGGESTIONS: 'false',
  RATE_LIMIT_PER_SECOND: '500',
};

/** A user of a demo, whose password everybody may know. */
export interface DemoUser {
  /** Such as `alice@example.com`. */
  readonly user: string;
  readonly password: string;
  /** The rights of the user, in a few words. */
  readonly about: string;
}

/** The gateway's configuration, checked and frozen. Nothing else reads the environment. */
export type Config = Readonly<ReturnType<typeof toConfig>>;

/**
 * @throws ConfigError that names the first missing or wrong variable in one line.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = withoutBlanks(readSecretFiles(env));
  const defaults = isProduction(env.NODE_ENV) ? PRODUCTION_DEFAULTS : {};
  const parsed = environment.safeParse({ ...defaults, ...given }, { error: explainIssue });
  if (parsed.success) return Object.freeze(toConfig(parsed.data));
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? 'configuration');
  throw new ConfigError(
    given[name] === undefined ? `${name} is not set.` : toSentence(`${name}: ${issue?.message ?? 'is wrong'}`),
  );
}

/** @throws ConfigError for a mistyped `production`, which would leave open what its defaults close. */
function isProduction(given: string | undefined): boolean {
  if (given === 'production') return true;
  if (looksLikeProduction(given)) {
    throw new ConfigError(`NODE_ENV: ${given} sets no defaults. Did you mean production?`);
  }
  return false;
}

/** Whether a value is `production`, or was most likely meant to be. */
export function looksLikeProduction(given: string | undefined): boolean {
  return given !== undefined && (/^prod/i.test(given.trim()) || closest(given, ['production']) !== null);
}

function toConfig(env: Settings) {
  return {
    site: toSiteConfig(env),
    ...toLoadConfig(env),
    account: { apiKey: env.FRAPPE_API_KEY, apiSecret: env.FRAPPE_API_SECRET },
    host: env.HOST,
    port: env.PORT,
    schemaConfigFile: toConfigFile('SCHEMA_CONFIG_FILE', env.SCHEMA_CONFIG_FILE, 'schema/gateway.config.json'),
    methodsFile: toConfigFile('METHODS_FILE', env.METHODS_FILE, 'schema/methods.json'),
    snapshotFile: env.SNAPSHOT_FILE === 'off' ? null : env.SNAPSHOT_FILE,
    /** 0 switches polling off. */
    metadataPollSeconds: env.METADATA_POLL_SECONDS,
    webhookUrl: toWebhookUrl(env),
    /** All of them are accepted; the first is what new webhooks get. */
    webhookSecrets: readWebhookSecrets(env),
    events: toEventsConfig(env),
    /** How long a caller's roles, and the translations of a language, are kept; 0 asks for every request. */
    identityCacheSeconds: env.IDENTITY_CACHE_SECONDS,
    translationCacheSeconds: env.TRANSLATION_CACHE_SECONDS,
    defaultPageSize: Math.min(env.DEFAULT_PAGE_SIZE, env.MAX_PAGE_SIZE),
    maxPageSize: env.MAX_PAGE_SIZE,
    /** The most documents that one mutation writes by a filter. */
    maxBulkDocuments: env.MAX_BULK_DOCUMENTS,
    /** The number at which the capped count of a list stops, and the milliseconds that any count may take. */
    countLimit: env.COUNT_LIMIT,
    countTimeout: env.COUNT_TIMEOUT_MS,
    ...toBounds(env),
    trustedProxies: readProxies(env.TRUSTED_PROXIES),
    ...toSignInConfig(env),
    debugUsers: readDebugUsers(env.DEBUG_USERS),
    /** Whether answers may be compressed; off where a proxy does it. */
    isCompressing: env.COMPRESSION,
    graphiql: env.GRAPHIQL,
    /** Users whom everybody may view the site as, in GraphiQL. Only a demo has some; no setting names them. */
    demoUsers: [] as readonly DemoUser[],
    /** The short ways to an answer, which must not change it. No setting names them: tests run without them, too. */
    ways: { quick: true, writer: true },
    introspection: env.INTROSPECTION,
    /** Whether messages suggest names of the schema: to everybody, so only if everybody may ask for it. */
    suggestsNames: env.SUGGESTIONS && env.INTROSPECTION === 'on',
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
function toSiteConfig(env: Settings) {
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
    /** How long the site works on one request at most, also after its caller has gone away. */
    requestSeconds: env.FRAPPE_REQUEST_SECONDS,
    retryPercent: env.FRAPPE_RETRY_PERCENT,
    breakerFailures: env.FRAPPE_BREAKER_FAILURES,
    callsPerCaller: env.FRAPPE_CALLS_PER_CALLER,
    maxQueued: { total: env.FRAPPE_MAX_QUEUED_CALLS, perCaller: env.FRAPPE_MAX_QUEUED_CALLS_PER_CALLER },
  };
}

/** The site may find the gateway elsewhere than browsers do. */
function toWebhookUrl({ WEBHOOK_URL, PUBLIC_URL }: Settings): URL | null {
  const address = WEBHOOK_URL ?? PUBLIC_URL;
  return address === undefined ? null : new URL(address);
}

/** Which events of the site are kept, and how they are found. */
function toEventsConfig(env: Settings) {
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
function toLoadConfig(env: Settings) {
  return {
    operation: {
      timeout: env.OPERATION_TIMEOUT_MS,
      calls: env.MAX_COST_CALLS,
      rows: env.MAX_OPERATION_ROWS,
      bytes: 2 * env.FRAPPE_MAX_ANSWER_BYTES,
      // All that the calls may bring, with the last response that is still taken: an answer to a write is never withheld.
      answer: 3 * env.FRAPPE_MAX_ANSWER_BYTES,
    },
    /** From which use of the heap on operations are refused. */
    shedHeapPercent: env.SHED_HEAP_PERCENT,
    incoming: toConnectionLimits(env),
    /** How long a client may take to say who it is, once its socket is open. */
    connectionInitSeconds: env.CONNECTION_INIT_SECONDS,
  };
}

/** The limits of client connections. */
function toConnectionLimits(env: Settings) {
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
function toBounds(env: Settings) {
  return {
    /** The maximum cost of one operation, estimated before it runs. */
    maxCost: { calls: env.MAX_COST_CALLS, rows: env.MAX_COST_ROWS },
    /** The points that each caller has for operations; null for no limit. */
    rateLimit:
      env.RATE_LIMIT_PER_SECOND === 0 ? null : { perSecond: env.RATE_LIMIT_PER_SECOND, burst: env.RATE_LIMIT_BURST },
    maxQuery: toQueryBounds(env),
    /** Queries in one request; 0 for no arrays of them. */
    maxBatch: env.MAX_BATCH_OPERATIONS,
    persisted: toPersisted(env),
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

/** Which operations clients can name by an ID. @throws ConfigError if only those of no file were allowed. */
function toPersisted(env: Settings) {
  const files = toCommaList(env.PERSISTED_OPERATIONS_FILE);
  const isExclusive = env.PERSISTED_OPERATIONS_ONLY;
  if (isExclusive && files.length === 0)
    throw new ConfigError('PERSISTED_OPERATIONS_ONLY needs the operations. Set PERSISTED_OPERATIONS_FILE.');
  return { files, isExclusive, automaticBytes: env.PERSISTED_QUERY_BYTES };
}

/** The largest document that is looked at. */
function toQueryBounds(env: Settings) {
  return {
    bytes: env.MAX_QUERY_BYTES,
    tokens: env.MAX_QUERY_TOKENS,
    depth: env.MAX_QUERY_DEPTH,
    fields: env.MAX_QUERY_FIELDS,
    aliases: env.MAX_QUERY_ALIASES,
    directives: env.MAX_QUERY_DIRECTIVES,
    rootFields: env.MAX_QUERY_ROOT_FIELDS,
    definitions: env.MAX_QUERY_DEFINITIONS,
    values: env.MAX_QUERY_VALUES,
  };
}

function toSignInConfig(env: Settings) {
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
