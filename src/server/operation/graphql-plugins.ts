import type { IncomingMessage, ServerResponse } from 'node:http';
import { execute, subscribe } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Config } from '../../config.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { readUser } from '../../query/execution/permission/read-identity.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { createIntrospectionPlugin } from '../introspection/introspection-plugin.ts';
import { createLimitsPlugin } from '../limits/limits-plugin.ts';
import type { RequestLimits } from '../limits/request-limits.ts';
import { createCors } from '../rules/cors.ts';
import { createDebugPlugin, type MayDebug } from '../rules/debug-plugin.ts';
import { exactVariables } from '../rules/exact-variables.ts';
import { createHttpRules } from '../rules/http-rules-plugin.ts';
import type { LoadShedding } from '../rules/load-shedding.ts';
import { createLongResultsPlugin } from '../rules/long-results-plugin.ts';
import { createValidationCodes } from '../rules/mask-error.ts';
import { createErrorMerge } from '../rules/merge-errors.ts';
import { requestGate } from '../rules/request-gate.ts';
import type { StartedRequest } from '../rules/started-request.ts';
import type { ServedModel, ServedSite } from '../site/served-site.ts';
import type { Delivery } from '../stream/shared-stream.ts';
import type { Streams } from '../stream/streams.ts';
import { createStreamsPlugin } from '../stream/streams-plugin.ts';
import { createUploadPlugin } from '../uploads/upload-plugin.ts';
import { createOperationPlugin } from './operation-plugin.ts';
import type { RequestLog } from './request-log.ts';

/** The context that an operation starts with, over any transport. */
export interface TransportContext {
  readonly req: IncomingMessage;
  /** Of HTTP. */
  readonly res?: ServerResponse;
  /** Of HTTP. */
  readonly request?: Request;
  /** The caller, if the transport knows it already. */
  readonly caller?: CallerContext;
  readonly delivery?: Delivery | undefined;
  /** One model for the whole operation, whatever is taken up meanwhile. */
  served?: ServedModel | undefined;
  /** The parts that the quick handler made before it left the rest to yoga. */
  readonly started?: StartedRequest | undefined;
}

/** The dependencies of the plugins. */
export interface PluginParts {
  readonly site: ServedSite;
  readonly config: Config;
  readonly log: RequestLog;
  readonly maskError: (error: unknown) => Error;
  readonly streams: Streams;
  readonly limits: RequestLimits;
  readonly shedding: LoadShedding;
}

/** The rules that yoga applies to every operation, in their order. */
export function createPlugins(parts: PluginParts): Plugin<RequestScope>[] {
  const { site, config, log, maskError, streams, limits, shedding } = parts;
  const mayDebug: MayDebug = async (caller) =>
    config.debugUsers.length > 0 && config.debugUsers.includes(await readUser(site.client, caller));
  return [
    referenceExecutor,
    serveCurrentModel(site),
    createCors(config.corsOrigins),
    shedding.plugin,
    requestGate,
    log.plugin,
    createHttpRules(config.isCompressing),
    exactVariables,
    createUploadPlugin(config.maxUploadBytes, limits),
    createLimitsPlugin(limits, site),
    createValidationCodes(config.introspection),
    createErrorMerge(),
    createOperationPlugin({ limit: config.maxCost, maskError, onPlanned: log.setPlan }),
    createDebugPlugin(mayDebug),
    createIntrospectionPlugin(),
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

function serveCurrentModel(site: ServedSite): Plugin<RequestScope> {
  return {
    onEnveloped({ setSchema, context }) {
      const operation = context as unknown as TransportContext;
      operation.served ??= site.current();
      setSchema(operation.served.schema);
    },
  };
}
