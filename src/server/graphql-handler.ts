import type { IncomingMessage, ServerResponse } from 'node:http';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { NoSchemaIntrospectionCustomRule } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { DEFAULT_LIMITS } from '../operations/batch-limits.ts';
import { createRequestScope } from '../operations/create-request-scope.ts';
import { readUser } from '../operations/read-identity.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import { createCors } from './cors.ts';
import { createCostPlugin } from './cost-plugin.ts';
import { createDebugPlugin, type MayDebug } from './debug-plugin.ts';
import { createUploadPlugin, type NodeExchange } from './files/upload-plugin.ts';
import { toIncomingRequest } from './incoming-request.ts';
import { createIntrospectionPlugin } from './introspection-plugin.ts';
import { createErrorMask, createValidationCodes } from './mask-error.ts';
import { createQueryLimits } from './query-limits.ts';
import { requestGate } from './request-gate.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { createResponseCookies } from './response-cookies.ts';
import type { ServedModel, ServedSite } from './served-site.ts';
import type { SignIn } from './sign-in/sign-in.ts';

/** Where GraphQL is served. */
export const GRAPHQL_PATH = '/graphql';

const STARTING_QUERY = `# Every DocType of the site is here. Set an Authorization header below
# ({ "Authorization": "token <key>:<secret>" }) and try:
{
  site { frappeVersion timeZone }
}
`;

const FIXED_OPTIONS = {
  // The page carries its scripts in itself: no content network is asked for them.
  renderGraphiQL,
  landingPage: false,
  cors: false,
  multipart: false,
  logging: false,
} as const;

/** Answers requests to the path of GraphQL. */
export type GraphqlHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** The GraphQL door: one request in, one scope, one answer out. */
export function createGraphqlHandler(site: ServedSite, config: Config, logger: Logger, signIn: SignIn): GraphqlHandler {
  const log = createRequestLog(logger);
  const served = new WeakMap<Request, ServedModel>();
  const cookies = createResponseCookies();
  const limits = { ...DEFAULT_LIMITS, defaultPageSize: config.defaultPageSize, maxPageSize: config.maxPageSize };

  /** One model for the whole request, whatever is taken up meanwhile. */
  const modelOf = (request: Request): ServedModel => {
    const model = served.get(request) ?? site.current();
    served.set(request, model);
    return model;
  };
  const toScope = async ({ request, req }: { request: Request; req: IncomingMessage }): Promise<RequestScope> => {
    const incoming = toIncomingRequest(req, request.signal, cookies.setterFor(request));
    const caller = await signIn.readCaller(incoming);
    caller.onCall = log.countCall;
    const model = modelOf(request).site;
    return createRequestScope({
      client: site.client,
      model,
      caller,
      limits,
      identityOf: (other, user) => site.identities(other, model, user),
      profileOf: site.profileOf,
      signIn: signIn.openDoor(incoming, caller),
    });
  };
  const yoga = createYoga<NodeExchange, RequestScope>({
    graphqlEndpoint: GRAPHQL_PATH,
    schema: ({ request }) => modelOf(request).schema,
    context: toScope,
    maskedErrors: {
      maskError: createErrorMask({ logger, requestId: log.requestId, areNamesTold: config.introspection }),
    },
    graphiql: config.graphiql && { title: 'Frappe GraphQL', defaultQuery: STARTING_QUERY },
    ...FIXED_OPTIONS,
    plugins: [cookies.plugin, createCors(config.corsOrigins), ...createPlugins(site, config, log)],
  });
  return (request, response) => log.run(request, response, () => void yoga(request, response));
}

function createPlugins(site: ServedSite, config: Config, log: RequestLog): Plugin<RequestScope>[] {
  const mayDebug: MayDebug = async (caller) =>
    config.debugUsers.length > 0 && config.debugUsers.includes(await readUser(site.client, caller));
  const plugins: Plugin<RequestScope>[] = [
    requestGate,
    log.plugin,
    createUploadPlugin(config.maxUploadBytes),
    createQueryLimits(config.maxQuery),
    createValidationCodes(config.introspection),
    createCostPlugin(config.maxCost),
    createDebugPlugin(mayDebug),
    createIntrospectionPlugin(),
  ];
  if (!config.introspection) {
    plugins.push({ onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule) });
  }
  return plugins;
}
