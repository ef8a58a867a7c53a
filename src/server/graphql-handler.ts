import type { IncomingMessage, ServerResponse } from 'node:http';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { CallerContext } from '../frappe/frappe-request.ts';
import { readUser } from '../operations/permission/read-identity.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import { createCors } from './cors.ts';
import { createDebugPlugin, type MayDebug } from './debug-plugin.ts';
import { createEventStreams } from './event-stream.ts';
import { createUploadPlugin } from './files/upload-plugin.ts';
import { toIncomingRequest, toSocketRequest } from './incoming-request.ts';
import { createIntrospectionPlugin } from './introspection-plugin.ts';
import { createLimitsPlugin } from './limits/limits-plugin.ts';
import { createRequestLimits, type RequestLimits } from './limits/request-limits.ts';
import { createErrorMask, createValidationCodes } from './mask-error.ts';
import { createOperationPlugin } from './operation-plugin.ts';
import { requestGate } from './request-gate.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { createResponseCookies } from './response-cookies.ts';
import { runSocketOperation } from './run-socket-operation.ts';
import { createScopeOpener } from './scope-opener.ts';
import type { ServedModel, ServedSite } from './served-site.ts';
import { createGraphiqlPage } from './sign-in/graphiql-page.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import { openStreams } from './stream/open-streams.ts';
import type { Delivery } from './stream/shared-stream.ts';
import type { Streams } from './stream/streams.ts';
import { createStreamsPlugin } from './stream/streams-plugin.ts';
import { createWebSocketDoor, type WebSocketDoor } from './websocket.ts';
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
  served?: ServedModel;
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
  const toScope = async ({ request, req, caller: known, served = site.current() }: DoorContext) => {
    if (known) return openScope(served, { ...known, onCall: log.countCall });
    const incoming = toIncomingRequest(req, request?.signal, request && cookies.setterFor(request));
    const caller = await signIn.readCaller(incoming);
    caller.onCall = log.countCall;
    return openScope(served, caller, signIn.openDoor(incoming, caller));
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
  const sockets = createWebSocketDoor({
    readCaller: (handshake) => signIn.readCaller(toSocketRequest(handshake)),
    isCredentialTaken: site.isStillTaken,
    run: (operation) => runSocketOperation(yoga, limits, operation),
    maskError,
    log,
    limits: toSocketLimits(config),
  });
  return {
    answer: (request, response) => {
      const delivery = eventStreams.open(request);
      log.run(request, response, () => void yoga(request, response, { delivery }));
    },
    upgrade: sockets.upgrade,
    close: async () => {
      eventStreams.close();
      await sockets.close();
      streams.close();
    },
  };
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
