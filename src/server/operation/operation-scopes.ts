import type { IncomingMessage } from 'node:http';
import type { Config } from '../../config.ts';
import { overloaded } from '../../frappe/call-queue.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { toIncomingRequest } from '../caller/incoming-request.ts';
import { FORM_TYPE } from '../caller/node-exchange.ts';
import type { CallerSource } from '../caller/request-context.ts';
import type { ResponseCookies } from '../caller/response-cookies.ts';
import type { OpenScope } from '../site/scope-opener.ts';
import type { ServedModel, ServedSite } from '../site/served-site.ts';
import type { RequestLog } from './request-log.ts';

/** Makes the scopes of operations, whichever way they come. Their time began when the request arrived. */
export interface OperationScopes {
  /**
   * Finds out who sent a request over HTTP.
   *
   * @throws GatewayError for a credential that cannot be one, and `OVERLOADED`.
   */
  ofRequest(request: IncomingMessage, signal: AbortSignal | undefined, served: ServedModel): Promise<RequestScope>;
  /** For a caller who is known already. @throws GatewayError `OVERLOADED` */
  ofCaller(caller: CallerContext, served: ServedModel): RequestScope;
}

interface ScopeParts {
  readonly site: ServedSite;
  readonly config: Config;
  readonly log: RequestLog;
  readonly cookies: ResponseCookies;
  readonly openScope: OpenScope;
  readonly signIn: CallerSource;
}

/** @returns what makes scopes on a site. */
export function createOperationScopes({ site, config, log, cookies, openScope, signIn }: ScopeParts): OperationScopes {
  return {
    ofRequest: async (request, signal, served) => {
      const incoming = toIncomingRequest(request, signal, cookies.setterFor(request));
      const caller = await signIn.readCaller(incoming);
      assertTurn(site, caller);
      caller.trace = log.trace();
      // A form may come in slowly: its own time is that of requests.
      const isForm = request.headers['content-type']?.startsWith(FORM_TYPE) ?? false;
      const extra = isForm ? config.incoming.requestSeconds * 1000 : 0;
      return openScope(served, caller, signIn.openBrowserSession(incoming, caller), log.arrivedAt() + extra);
    },
    ofCaller: (caller, served) => {
      assertTurn(site, caller);
      return openScope(served, { ...caller, trace: log.trace() }, undefined, log.arrivedAt());
    },
  };
}

/**
 * @throws GatewayError `OVERLOADED` for a caller of whom so many calls wait that none of this operation would be taken.
 */
function assertTurn({ client }: ServedSite, caller: CallerContext): void {
  if (client.isOverloaded(caller)) throw overloaded();
}
