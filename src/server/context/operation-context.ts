import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { OperationBudget } from '../../frappe/operation-budget.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Cost } from '../../query/plan/cost.ts';
import type { Spending } from '../rate-limit/rate-limit.ts';
import type { ServedModel } from '../site/served-site.ts';
import type { Admission } from './admission.ts';
import type { Delivery } from './delivery.ts';
import type { GraphqlParams } from './graphql-params.ts';
import type { RequestRecord } from './request-record.ts';

/**
 * All that belongs to one operation while it is handled: made once by its transport, filled by those who find things
 * out, and given up at its end.
 */
export interface OperationContext {
  /** The request that it came with; over a socket, the one that opened the socket. */
  readonly request: IncomingMessage;
  readonly record: RequestRecord;
  /** One model for the whole operation, whatever is taken up meanwhile. */
  readonly served: ServedModel;
  /** Cookies that are sent with the answer, by their names. */
  readonly cookies: Map<string, string>;
  /** Of a query in a batch: the limits that it shares with the others. */
  readonly shared?: SharedLimits;
  /** The caller, if the transport knows it already. */
  readonly caller?: CallerContext | undefined;
  /** Takes results over time; absent if the transport cannot. */
  delivery?: Delivery | undefined;
  /** The parameters of the operation, or why they could not be read, once somebody has begun to read them. */
  params?: Promise<GraphqlParams>;
  scope?: RequestScope;
  /** Its plan, and whether it may run, for whoever goes on with it. */
  admission?: Admission;
}

/** The limits of one operation, for several that came in one request. */
export interface SharedLimits {
  /** The estimated cost that is left for them. */
  readonly costLeft: { calls: number; rows: number };
  readonly budget: OperationBudget;
  /** The points that they have taken, each by its estimate. */
  readonly taken: { readonly spending: Spending; readonly cost: Cost }[];
}

/** The context that yoga starts with, over any transport. */
export interface TransportContext {
  readonly operation: OperationContext;
  readonly req: IncomingMessage;
  /** Of HTTP. */
  readonly res?: ServerResponse;
  /** Of HTTP. */
  readonly request?: Request;
}

/** @param context of yoga: that of a request, or the `contextValue` of an execution. */
export function operationOf(context: unknown): OperationContext {
  return (context as TransportContext).operation;
}
