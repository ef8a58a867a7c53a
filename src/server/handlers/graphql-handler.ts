import type { IncomingMessage, ServerResponse } from 'node:http';
import { createYoga } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { createProxyTrust } from '../../trusted-proxies.ts';
import { toSocketRequest } from '../caller/incoming-request.ts';
import { NO_STORE, toOperationRequest } from '../caller/response-cookies.ts';
import { codingOfAnswer } from '../compression/compress-answer.ts';
import type { OperationContext, TransportContext } from '../context/operation-context.ts';
import { RequestRecord } from '../context/request-record.ts';
import { readOperation } from '../limits/read-operation.ts';
import { createRequestLimits, type RequestLimits } from '../limits/request-limits.ts';
import type { SiteFigures } from '../metrics/site-figures.ts';
import { createCostRefusal } from '../operation/admit-operation.ts';
import { createPlugins } from '../operation/graphql-plugins.ts';
import { settlePoints } from '../operation/operation-cost.ts';
import { createOperationScopes, type OpenOperation } from '../operation/operation-scopes.ts';
import { createQuickHandler, isQuick, type QuickHandler, type QuickHandlerParts } from '../operation/quick-handler.ts';
import { createRequestLog, type RequestLogOptions } from '../operation/request-log.ts';
import { runOperation } from '../operation/run-operation.ts';
import type { Manifest } from '../persisted/manifest.ts';
import type { RateLimit } from '../rate-limit/rate-limit.ts';
import { corsHeaders } from '../rules/cors.ts';
import { createLoadShedding } from '../rules/load-shedding.ts';
import { createErrorMask } from '../rules/mask-error.ts';
import { createScopeOpener } from '../site/scope-opener.ts';
import type { ServedSite } from '../site/served-site.ts';
import { openStreams } from '../stream/open-streams.ts';
import { type BatchHandler, type BatchParts, createBatchHandler } from './batch.ts';
import { createEventStreams } from './event-stream.ts';
import type { SignIn } from './sign-in.ts';
import { createWebSocketHandler, type WebSocketHandler, type WebSocketHandlerOptions } from './websocket.ts';
import { toSocketLimits } from './websocket-limits.ts';

/** The path of GraphQL. */
export const GRAPHQL_PATH = '/graphql';

const FIXED_OPTIONS = {
  graphiql: false,
  landingPage: false,
  cors: false,
  multipart: false,
  // The limits' own plugin bounds bodies, and keeps documents.
  maxRequestBodySize: false,
  parserAndValidationCache: false,
  logging: false,
} as const;

/** The handlers of the path of GraphQL. */
export interface GraphqlHandler {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Takes over a connection that asks for a socket. */
  readonly upgrade: WebSocketHandler['upgrade'];
  /** Counts what is open at present. */
  readonly open: () => OpenConnections;
  /** Ends what goes on over time; its clients come back elsewhere, and go on. */
  readonly close: () => Promise<void>;
}

/** The connections and streams that clients hold open. */
export interface OpenConnections {
  readonly sockets: number;
  /** Subscriptions and live queries, over sockets and event streams. */
  readonly subscriptions: number;
}

/** A site, and what its handlers need besides. */
export interface SiteParts {
  readonly site: ServedSite;
  readonly config: Config;
  readonly logger: Logger;
  readonly figures: SiteFigures;
  /** The operations that clients name by IDs. */
  readonly manifest: Manifest;
  readonly rateLimit: RateLimit | null;
}

/** The GraphQL handler: takes an operation, opens its scope, and sends one result, or several over time. */
export function createGraphqlHandler(parts: SiteParts, signIn: SignIn): GraphqlHandler {
  const { site, config, logger, figures, rateLimit } = parts;
  const log = createRequestLog(toLogOptions(config, logger, figures));
  const limits = createRequestLimits(config, parts.manifest);
  const openScope = createScopeOpener(site, config);
  const maskError = createErrorMask({ logger, requestId: () => log.current()?.id, areNamesTold: config.suggestsNames });
  const refuseCost = createCostRefusal(config.maxCost);
  const streams = openStreams(site, config, { openScope, maskError, refuseCost, figures, rateLimit });
  const shedding = createLoadShedding(config.shedHeapPercent);
  const eventStreams = createEventStreams(config.subscriber, maskError);
  const openOperation = createOperationScopes({ site, config, openScope, signIn, rateLimit });
  const plugins = createPlugins({ site, config, maskError, streams, limits, shedding, rateLimit });
  const yoga = createYoga<TransportContext, RequestScope>({
    graphqlEndpoint: GRAPHQL_PATH,
    context: ({ operation, request }) => operation.scope ?? openOperation(operation, request?.signal),
    maskedErrors: { maskError },
    ...FIXED_OPTIONS,
    plugins: [...plugins, eventStreams.plugin],
  });
  const runSent: BatchParts['run'] = (context, sent) => runOperation(yoga, limits, context, sent);
  const run: WebSocketHandlerOptions['run'] = async ({ request, caller, delivery, payload }) => {
    shedding.assertRoom();
    const record = log.current() ?? new RequestRecord(request, 'WS');
    const results = await runSent({ ...begin(site, request, record), caller, delivery }, payload);
    record.setResult(results);
    return delivery.pending ?? results;
  };
  const sockets = createSockets({ site, config, log, signIn, limits, maskError, run });
  const quick = createQuick({ config, limits, openOperation, shedding, rateLimit });
  const batch = createBatch({ config, signIn, maskError, run: runSent });
  return {
    answer: (request, response) => {
      log.run(request, response, async (record) => {
        const operation = begin(site, request, record);
        if (isQuick(request) && ((await quick(operation, response)) || (await batch(operation, response)))) return;
        operation.delivery = eventStreams.open(request);
        await yoga(request, response, { operation });
      });
    },
    upgrade: sockets.upgrade,
    open: () => ({ sockets: sockets.open(), subscriptions: streams.open }),
    close: async () => {
      eventStreams.close();
      await sockets.close();
      streams.close();
    },
  };
}

function begin(site: ServedSite, request: IncomingMessage, record: RequestRecord): OperationContext {
  return { request, record, served: site.current(), cookies: new Map() };
}

function toLogOptions(config: Config, logger: Logger, figures: SiteFigures): RequestLogOptions {
  return {
    logger,
    isTrusted: createProxyTrust(config.trustedProxies),
    slowMs: config.slowOperationMs,
    onEnd: (record, status, ms) => {
      figures.countRequest(record, status, ms);
      void settlePoints(record);
    },
  };
}

interface SocketContext extends Pick<WebSocketHandlerOptions, 'run' | 'maskError' | 'log'> {
  readonly site: ServedSite;
  readonly config: Config;
  readonly signIn: SignIn;
  readonly limits: RequestLimits;
}

function createSockets({ site, config, signIn, limits, ...options }: SocketContext): WebSocketHandler {
  return createWebSocketHandler({
    ...options,
    readCaller: (handshake) => signIn.readCaller(toSocketRequest(handshake)),
    isCredentialTaken: site.isStillTaken,
    limits: toSocketLimits(config, limits),
  });
}

interface BatchContext extends Pick<BatchParts, 'run' | 'maskError'> {
  readonly config: Config;
  readonly signIn: SignIn;
}

function createBatch({ config, signIn, ...parts }: BatchContext): BatchHandler {
  return createBatchHandler({
    ...parts,
    limits: config.operation,
    maxCost: config.maxCost,
    readCaller: async (context, response) => signIn.readCaller(toOperationRequest(context, closeSignal(response))),
    ...answerParts(config),
  });
}

interface QuickContext extends Pick<QuickHandlerParts, 'shedding' | 'rateLimit'> {
  readonly config: Config;
  readonly limits: RequestLimits;
  readonly openOperation: OpenOperation;
}

function createQuick({ config, limits, openOperation, ...parts }: QuickContext): QuickHandler {
  return createQuickHandler({
    isOn: config.ways.quick && config.ways.writer,
    documents: limits.documents,
    depth: limits.depth,
    argumentValues: limits.argumentValues,
    maxCost: config.maxCost,
    ...parts,
    readParams: (request, response) => readOperation(limits, request, response),
    openScope: (context, response) => openOperation(context, closeSignal(response)),
    ...answerParts(config),
  });
}

/** The coding and the headers of every answer that yoga does not make. */
function answerParts({ isCompressing, corsOrigins }: Config): Pick<BatchParts, 'codingOf' | 'headersOf'> {
  return {
    codingOf: ({ headers }) => (isCompressing ? codingOfAnswer(headers['accept-encoding']) : null),
    headersOf: ({ request, cookies }) => ({
      'cache-control': NO_STORE,
      ...corsHeaders(corsOrigins, request.headers.origin),
      ...(cookies.size > 0 ? { 'set-cookie': [...cookies.values()] } : {}),
    }),
  };
}

/** Aborts what goes on for a caller who goes away before the answer has been sent. */
function closeSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
