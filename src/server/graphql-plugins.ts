import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { Config } from '../config.ts';
import type { CallerContext } from '../frappe/frappe-request.ts';
import { readUser } from '../operations/permission/read-identity.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import { createCors } from './cors.ts';
import { createDebugPlugin, type MayDebug } from './debug-plugin.ts';
import { exactVariables } from './exact-variables.ts';
import { createUploadPlugin } from './files/upload-plugin.ts';
import { httpRules } from './http-rules-plugin.ts';
import { createIntrospectionPlugin } from './introspection/introspection-plugin.ts';
import { createLimitsPlugin } from './limits/limits-plugin.ts';
import type { RequestLimits } from './limits/request-limits.ts';
import type { LoadShedding } from './load-shedding.ts';
import { createLongResultsPlugin } from './long-results-plugin.ts';
import { createValidationCodes } from './mask-error.ts';
import { createErrorMerge } from './merge-errors.ts';
import { createOperationPlugin } from './operation-plugin.ts';
import { requestGate } from './request-gate.ts';
import type { RequestLog } from './request-log.ts';
import type { ServedModel, ServedSite } from './served-site.ts';
import type { StartedRequest } from './started-request.ts';
import type { Delivery } from './stream/shared-stream.ts';
import type { Streams } from './stream/streams.ts';
import { createStreamsPlugin } from './stream/streams-plugin.ts';

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
    serveCurrentModel(site),
    createCors(config.corsOrigins),
    shedding.plugin,
    requestGate,
    log.plugin,
    httpRules,
    exactVariables,
    createUploadPlugin(config.maxUploadBytes, limits),
    createLimitsPlugin(limits, site),
    createValidationCodes(config.introspection),
    createErrorMerge(),
    createOperationPlugin(config.maxCost, maskError),
    createDebugPlugin(mayDebug),
    createIntrospectionPlugin(),
    createLongResultsPlugin(),
    createStreamsPlugin(streams),
  ];
}

function serveCurrentModel(site: ServedSite): Plugin<RequestScope> {
  return {
    onEnveloped({ setSchema, context }) {
      const operation = context as unknown as TransportContext;
      operation.served ??= site.current();
      setSchema(operation.served.schema);
    },
  };
}
