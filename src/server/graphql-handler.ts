import type { IncomingMessage, ServerResponse } from 'node:http';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { CallerContext } from '../frappe/frappe-request.ts';
import { readUser } from '../operations/permission/read-identity.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import { corsHeaders, createCors } from './cors.ts';
import { createDebugPlugin, type MayDebug } from './debug-plugin.ts';
import { createEventStreams } from './event-stream.ts';
import { createUploadPlugin } from './files/upload-plugin.ts';
import { toIncomingRequest, toSocketRequest } from './incoming-request.ts';
import { createIntrospectionPlugin } from './introspection-plugin.ts';
import { createLimitsPlugin } from './limits/limits-plugin.ts';
import { readOperation } from './limits/read-operation.ts';
import { createRequestLimits, type RequestLimits } from './limits/request-limits.ts';
import { createErrorMask, createValidationCodes } from './mask-error.ts';
import { createOperationPlugin } from './operation-plugin.ts';
import { createQuickHandler, isQuick, type QuickHandler, type StartedRequest } from './quick-handler.ts';
import { requestGate } from './request-gate.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { createResponseCookies, NO_STORE, type ResponseCookies } from './response-cookies.ts';
import { runSocketOperation } from './run-socket-operation.ts';
import { createScopeOpener } from './scope-opener.ts';
import type { ServedModel, ServedSite } from './served-site.ts';
import { createGraphiqlPage } from './sign-in/graphiql-page.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import { openStreams } from './stream/open-streams.ts';
import type { Delivery } from './stream/shared-stream.ts';
import type { Streams } from './stream/streams.ts';
import { createStreamsPlugin } from './stream/streams-plugin.ts';
import {
  createWebSocketDoor,
  type SocketOperation,
  type WebSocketDoor,
  type WebSocketDoorOptions,
} from './websocket.ts';
import { toSocketLimits } from './websocket-limits.ts';

/** What an operation starts with, whichever way it came. */
interface DoorContext {
  readonly req: IncomingMessage;
  /** Of HTTP. */
  readonly res?: ServerResponse;
  /** Of HTTP. */
  readonly request?: Request;
  /** Who asks, where the door knows it already. */
  readonly caller?: CallerContext;
  readonly delivery?: Delivery | undefined;
  /** One model for the whole operation, whatever is taken up meanwhile. */
  served?: ServedModel | undefined;
  /** What the quick handler has read and made, before it left the rest to yoga. */
  readonly started?: StartedRequest | undefined;
}

/** Where GraphQL is served. */
export const GRAPHQL_PATH = '/graphql';

const STARTING_QUERY = `# Every DocType of the site is here.
# Sign in at the lower right, or give a header:
# { "Authorization": "token <key>:<secret>" }
{
  site { frappeVersion timeZone }
}
`;

const FIXED_OPTIONS = {
  landingPage: false,
  cors: false,
  multipart: false,
  // The limits' own plugin bounds bodies, and keeps documents.
  maxRequestBodySize: false,
  parserAndValidationCache: false,
  logging: false,
} as const;

/** What is served at the path of GraphQL. */
export interface GraphqlDoor {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Takes over a connection that asks for a socket. */
  readonly upgrade: WebSocketDoor['upgrade'];
  /** Ends what goes on over time; its clients come back elsewhere, and go on. */
  readonly close: () => Promise<void>;
}

/** The GraphQL door: one operation in, one scope, one answer out, or several over time. */
export function createGraphqlDoor(site: ServedSite, config: Config, logger: Logger, signIn: SignIn): GraphqlDoor {
  const log = createRequestLog(logger);
  const cookies = createResponseCookies();
  const limits = createRequestLimits(config);
  const openScope = createScopeOpener(site, config);
  const maskError = createErrorMask({ logger, requestId: log.requestId, areNamesTold: config.introspection });
  const streams = openStreams(site, config, { openScope, maskError, isCredentialTaken: site.isStillTaken });
  const eventStreams = createEventStreams(config.subscriber, maskError);
  const openFor: OpenFor = async (req, signal, served) => {
    const incoming = toIncomingRequest(req, signal, cookies.setterFor(req));
    const caller = await signIn.readCaller(incoming);
    caller.onCall = log.countCall;
    return openScope(served, caller, signIn.openDoor(incoming, caller));
  };
  const toScope = async ({ request, req, caller: known, served = site.current(), started }: DoorContext) => {
    if (started?.scope) return started.scope;
    return known ? openScope(served, { ...known, onCall: log.countCall }) : openFor(req, request?.signal, served);
  };
  const yoga = createYoga<DoorContext, RequestScope>({
    graphqlEndpoint: GRAPHQL_PATH,
    context: toScope,
    maskedErrors: { maskError },
    graphiql: config.graphiql && { title: 'Frappe GraphQL', defaultQuery: STARTING_QUERY },
    renderGraphiQL: createGraphiqlPage(config.oauth !== null),
    ...FIXED_OPTIONS,
    plugins: [cookies.plugin, ...createPlugins(site, config, log, maskError, streams, limits), eventStreams.plugin],
  });
  const run = (operation: SocketOperation) => runSocketOperation(yoga, limits, operation);
  const sockets = createSockets({ site, config, log, signIn, maskError, run });
  const quick = createQuick({ site, config, limits, cookies, log, openFor });
  return {
    answer: (request, response) => {
      log.run(request, response, async () => {
        const started = isQuick(request) ? await quick(request, response) : undefined;
        if (started === null) return;
        const delivery = eventStreams.open(request);
        await yoga(request, response, { delivery, started, served: started?.served });
      });
    },
    upgrade: sockets.upgrade,
    close: async () => {
      eventStreams.close();
      await sockets.close();
      streams.close();
    },
  };
}

interface SocketContext extends Pick<WebSocketDoorOptions, 'run' | 'maskError' | 'log'> {
  readonly site: ServedSite;
  readonly config: Config;
  readonly signIn: SignIn;
}

function createSockets({ site, config, signIn, ...options }: SocketContext): WebSocketDoor {
  return createWebSocketDoor({
    ...options,
    readCaller: (handshake) => signIn.readCaller(toSocketRequest(handshake)),
    isCredentialTaken: site.isStillTaken,
    limits: toSocketLimits(config),
  });
}

type OpenFor = (
  request: IncomingMessage,
  signal: AbortSignal | undefined,
  served: ServedModel,
) => Promise<RequestScope>;

interface QuickContext {
  readonly site: ServedSite;
  readonly config: Config;
  readonly limits: RequestLimits;
  readonly cookies: ResponseCookies;
  readonly log: RequestLog;
  readonly openFor: OpenFor;
}

function createQuick({ site, config, limits, cookies, log, openFor }: QuickContext): QuickHandler {
  return createQuickHandler({
    documents: limits.documents,
    depth: limits.depth,
    maxCost: config.maxCost,
    current: () => site.current(),
    readParams: (request, response) => readOperation(limits, request, response),
    openScope: (request, response, served) => openFor(request, closeSignal(response), served),
    headersOf: (request) => answerHeaders(config, cookies, request),
    onOperation: log.setOperation,
  });
}

/** Headers of every answer that yoga does not make. */
function answerHeaders(
  { corsOrigins }: Config,
  cookies: ResponseCookies,
  request: IncomingMessage,
): Record<string, string | string[]> {
  const set = cookies.of(request);
  return {
    'cache-control': NO_STORE,
    ...corsHeaders(corsOrigins, request.headers.origin),
    ...(set.length > 0 ? { 'set-cookie': [...set] } : {}),
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

function serveCurrentModel(site: ServedSite): Plugin<RequestScope> {
  return {
    onEnveloped({ setSchema, context }) {
      const operation = context as unknown as DoorContext;
      operation.served ??= site.current();
      setSchema(operation.served.schema);
    },
  };
}

function createPlugins(
  site: ServedSite,
  config: Config,
  log: RequestLog,
  maskError: (error: unknown) => Error,
  streams: Streams,
  limits: RequestLimits,
): Plugin<RequestScope>[] {
  const mayDebug: MayDebug = async (caller) =>
    config.debugUsers.length > 0 && config.debugUsers.includes(await readUser(site.client, caller));
  return [
    serveCurrentModel(site),
    createCors(config.corsOrigins),
    requestGate,
    log.plugin,
    createUploadPlugin(config.maxUploadBytes, limits),
    createLimitsPlugin(limits, site),
    createValidationCodes(config.introspection),
    createOperationPlugin(config.maxCost, maskError),
    createDebugPlugin(mayDebug),
    createIntrospectionPlugin(),
    createStreamsPlugin(streams),
  ];
}
