import type { Context } from '@opentelemetry/api';
import type { CallerContext, FrappeRequest } from './frappe-request.ts';

/** One request on its way to the site, with what interceptors add to it. */
export interface UpstreamCall {
  readonly request: FrappeRequest;
  readonly caller: CallerContext;
  /** Ends the call; a GatewayError as its reason is the error that the caller reads. */
  readonly signal?: AbortSignal | undefined;
  /** The CSRF token that a session's writes need. */
  readonly csrfToken?: string | undefined;
  /** The span around the call, of which the site learns. */
  readonly spanContext?: Context | undefined;
  /** Called with the site's status, as soon as it is there. */
  readonly onStatus?: ((status: number) => void) | undefined;
}

/** The parts of every kind of response that interceptors read. */
export interface Answered {
  readonly status: number;
  /** SQL that the site ran, if it was asked for. */
  readonly debug?: readonly string[];
  /** Settles when a body that is still to be read has ended; absent from answers that are whole. */
  readonly ended?: Promise<void>;
}

/** Sends a call on: to the next interceptor, and last to the site. */
export type Next<Answer> = (call: UpstreamCall) => Promise<Answer>;

/** Something done around each call: before it, after it, in place of it or more than once. */
export type Interceptor<Answer> = (call: UpstreamCall, next: Next<Answer>) => Promise<Answer>;

/** An interceptor for every kind of answer. */
export type GeneralInterceptor = <Answer extends Answered>(call: UpstreamCall, next: Next<Answer>) => Promise<Answer>;

/** Puts interceptors around the sending of a call, the first one outermost. */
export function intercept<Answer>(interceptors: readonly Interceptor<Answer>[], send: Next<Answer>): Next<Answer> {
  return interceptors.reduceRight<Next<Answer>>((next, interceptor) => (call) => interceptor(call, next), send);
}
