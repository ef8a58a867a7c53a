import type { Config } from '../../config.ts';
import { overloaded } from '../../frappe/call-queue.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { isForm } from '../caller/node-exchange.ts';
import type { CallerSource } from '../caller/request-context.ts';
import { toOperationRequest } from '../caller/response-cookies.ts';
import type { OperationContext } from '../context/operation-context.ts';
import type { RateLimit } from '../rate-limit/rate-limit.ts';
import type { OpenScope } from '../site/scope-opener.ts';
import type { ServedSite } from '../site/served-site.ts';

/**
 * Opens the scope of an operation, once its caller is found out. Its time began when the request arrived.
 *
 * @param signal aborts when the caller goes away; a caller who is known already has a signal of their own.
 * @throws GatewayError for a credential that cannot be one, and `OVERLOADED`.
 */
export type OpenOperation = (context: OperationContext, signal: AbortSignal | undefined) => Promise<RequestScope>;

interface ScopeParts {
  readonly site: ServedSite;
  readonly config: Config;
  readonly openScope: OpenScope;
  readonly signIn: CallerSource;
  readonly rateLimit: RateLimit | null;
}

/** @returns what opens the scopes of operations on a site. */
export function createOperationScopes({ site, config, openScope, signIn, rateLimit }: ScopeParts): OpenOperation {
  return async (context, signal) => {
    const { request, served, record, caller: known, shared } = context;
    const incoming = toOperationRequest(context, signal);
    const given = { ...(known ?? (await signIn.readCaller(incoming))), trace: record };
    const caller = rateLimit?.watch(given) ?? given;
    assertTurn(site, caller);
    // A form may come in slowly: its own time is that of requests.
    const extra = isForm(request.method, request.headers['content-type']) ? config.incoming.requestSeconds * 1000 : 0;
    const session = known ? undefined : signIn.openBrowserSession(incoming, caller);
    context.scope = openScope(served, caller, session, record.startedAt + extra, shared?.budget);
    return context.scope;
  };
}

/**
 * @throws GatewayError `OVERLOADED` for a caller of whom so many calls wait that none of this operation would be taken.
 */
function assertTurn({ client }: ServedSite, caller: CallerContext): void {
  if (client.isOverloaded(caller)) throw overloaded();
}
