import { execute, subscribe } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Config } from '../../config.ts';
import { GatewayError } from '../../errors.ts';
import { readUser } from '../../query/execution/permission/read-identity.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { responseCookies } from '../caller/response-cookies.ts';
import { operationOf } from '../context/operation-context.ts';
import { type AssertMayAsk, createIntrospectionPlugin } from '../introspection/introspection-plugin.ts';
import { createSchemaAccess } from '../introspection/schema-access.ts';
import { createLimitsPlugin } from '../limits/limits-plugin.ts';
import type { RequestLimits } from '../limits/request-limits.ts';
import type { RateLimit } from '../rate-limit/rate-limit.ts';
import { createCors, createPreflight } from '../rules/cors.ts';
import { createDebugPlugin, type MayDebug } from '../rules/debug-plugin.ts';
import { exactVariables } from '../rules/exact-variables.ts';
import { createHttpRules } from '../rules/http-rules-plugin.ts';
import type { LoadShedding } from '../rules/load-shedding.ts';
import { createLongResultsPlugin } from '../rules/long-results-plugin.ts';
import { createValidationCodes } from '../rules/mask-error.ts';
import { createErrorMerge } from '../rules/merge-errors.ts';
import { refuseRequest } from '../rules/request-gate.ts';
import { createRequestRules } from '../rules/request-rules-plugin.ts';
import type { ServedSite } from '../site/served-site.ts';
import type { Streams } from '../stream/streams.ts';
import { createStreamsPlugin } from '../stream/streams-plugin.ts';
import { createUploadPlugin } from '../uploads/upload-plugin.ts';
import { createOperationPlugin } from './operation-plugin.ts';
import { createPlanPlugin } from './plan-plugin.ts';
import { recordedOperation } from './request-log.ts';

/** The dependencies of the plugins. */
export interface PluginParts {
  readonly site: ServedSite;
  readonly config: Config;
  readonly maskError: (error: unknown) => Error;
  readonly streams: Streams;
  readonly limits: RequestLimits;
  readonly shedding: LoadShedding;
  readonly rateLimit: RateLimit | null;
}

const NO_PLANS = 'Plans are shown to the users in `DEBUG_USERS`, because the schema is not shown.';

/** The rules that yoga applies to every operation, in their order. */
export function createPlugins(parts: PluginParts): Plugin<RequestScope>[] {
  const { site, config, maskError, streams, limits, shedding, rateLimit } = parts;
  const assertMayAsk = createSchemaAccess(config, site.client);
  const mayDebug: MayDebug = async (caller) =>
    config.debugUsers.length > 0 && config.debugUsers.includes(await readUser(site.client, caller));
  // A plan says of the operation what the schema says of its fields.
  const assertMayPlan: AssertMayAsk = async (caller) => {
    if (config.introspection !== 'off') return assertMayAsk(caller);
    if (!(await mayDebug(caller))) throw new GatewayError('FORBIDDEN', NO_PLANS);
  };
  return [
    responseCookies,
    referenceExecutor,
    serveOwnModel,
    createCors(config.corsOrigins),
    createRequestRules([createPreflight(config.corsOrigins), shedding.rule, refuseRequest]),
    recordedOperation,
    createHttpRules(config.isCompressing, (params) => limits.persisted.resolve(params)),
    exactVariables,
    createUploadPlugin(config.maxUploadBytes, limits),
    createLimitsPlugin(limits),
    createValidationCodes(config.suggestsNames),
    createErrorMerge(),
    createPlanPlugin({ limit: config.maxCost, maskError, assertMayPlan }),
    createOperationPlugin({ maxCost: config.maxCost, isWriting: config.ways.writer, rateLimit, maskError }),
    createDebugPlugin(mayDebug),
    createIntrospectionPlugin(config.introspection === 'signed-in' ? assertMayAsk : null),
    createLongResultsPlugin(),
    createStreamsPlugin(streams),
  ];
}

/**
 * The executor of graphql-js completes what the compiled writer does not. Yoga's own takes every object that has a
 * `then`, such as an answer with that alias, for a promise.
 */
const referenceExecutor: Plugin<RequestScope> = {
  onExecute: ({ setExecuteFn }) => setExecuteFn(execute),
  onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe),
};

/** Each operation has the schema of its own model. */
const serveOwnModel: Plugin<RequestScope> = {
  onEnveloped: ({ setSchema, context }) => setSchema(operationOf(context).served.schema),
};
