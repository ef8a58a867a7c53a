import type { FrappeRequest } from './frappe-request.ts';
import { MAX_PATH_BYTES } from './list-request.ts';

/** @returns the request for a whitelisted function that changes something. */
export function toWriteMethodRequest(methodPath: string, args: Readonly<Record<string, unknown>>): FrappeRequest {
  return { verb: 'POST', path: `/api/method/${methodPath}`, body: args, isRead: false };
}

/**
 * @param args sent in the URL, or in a JSON body where they are too long for one.
 * @returns the request for a whitelisted function that only reads.
 */
export function toReadMethodRequest(methodPath: string, args: Record<string, string | number>): FrappeRequest {
  const path = `/api/method/${methodPath}`;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(args)) search.set(name, String(value));
  if (search.size === 0) return { verb: 'GET', path, isRead: true };
  const full = `${path}?${search.toString()}`;
  if (full.length <= MAX_PATH_BYTES) return { verb: 'GET', path: full, isRead: true };
  return { verb: 'POST', path, body: args, isRead: true };
}

/** A call of a whitelisted function, as plain data. */
export interface MethodCall {
  /** Its dotted path, or the name of a Server Script. */
  path: string;
  verb: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Arguments by name, as JSON has them; a bigint is sent as the number that it is. */
  args: Readonly<Record<string, unknown>>;
  /** Whether it changes nothing, and may be sent again. */
  isRead: boolean;
  /** Whether it is known to start a background job. */
  startsJob?: boolean;
}

/** A call of a whitelisted method of a document, as plain data. */
export interface DocMethodCall extends MethodCall {
  doctype: string;
  name: string;
  /** Where it takes an argument of this very name, Frappe hands it all that is sent (frappe/handler.py). */
  hasArgsArgument?: boolean;
}

/** @returns the request for any whitelisted function. */
export function toMethodRequest({ path, verb, args, isRead }: MethodCall): FrappeRequest {
  return withArguments({ verb, path: `/api/method/${encodeURIComponent(path)}`, isRead, isMethod: true }, args);
}

/**
 * @returns the request for a method of a document, to `run_doc_method` of v1: every version has it, it looks at the
 * verbs of the method, and it answers the document as the method left it.
 */
export function toDocMethodRequest(call: DocMethodCall, exactNumbers: readonly string[]): FrappeRequest {
  const { doctype, name, path, verb, isRead } = call;
  const args = call.hasArgsArgument ? call.args.args : call.args;
  const isEmpty = args === undefined || (typeof args === 'object' && args !== null && Object.keys(args).length === 0);
  const sent = { dt: doctype, dn: name, method: path, ...(isEmpty ? {} : { args }) };
  const request = { verb, path: '/api/method/run_doc_method', isRead, isMethod: true, exactNumbers } as const;
  return withArguments(request, sent);
}

/**
 * Text goes in the URL of a GET, where it stays text; anything else in a JSON body, which Frappe reads in a GET too and
 * which alone keeps numbers, lists and nulls as they are.
 */
function withArguments(request: FrappeRequest, args: Readonly<Record<string, unknown>>): FrappeRequest {
  if (request.verb !== 'GET') return { ...request, body: args };
  const entries = Object.entries(args);
  if (entries.length === 0) return request;
  const search = new URLSearchParams();
  for (const [name, value] of entries) if (typeof value === 'string') search.set(name, value);
  const path = `${request.path}?${search.toString()}`;
  return search.size === entries.length && path.length <= MAX_PATH_BYTES
    ? { ...request, path }
    : { ...request, body: args };
}
