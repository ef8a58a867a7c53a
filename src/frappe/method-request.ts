import type { DocReads } from './doc-reads.ts';
import type { FrappeRequest } from './frappe-request.ts';
import { MAX_PATH_BYTES } from './list-request.ts';

/** @returns the request for a whitelisted function that changes something. */
export function toWriteMethodRequest(methodPath: string, args: Readonly<Record<string, unknown>>): FrappeRequest {
  return { verb: 'POST', path: `/api/method/${methodPath}`, body: args, isRead: false };
}

/**
 * @param args sent in the URL, or in a JSON body where they are too long for one.
 * @param reads the documents that it reads, if that is known.
 * @returns the request for a whitelisted function that only reads.
 */
export function toReadMethodRequest(
  methodPath: string,
  args: Record<string, string | number>,
  reads: DocReads | undefined = readsOf(args),
): FrappeRequest {
  const path = `/api/method/${methodPath}`;
  const request = { isRead: true, ...(reads ? { reads } : {}) };
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(args)) search.set(name, String(value));
  if (search.size === 0) return { verb: 'GET', path, ...request };
  const full = `${path}?${search.toString()}`;
  if (full.length <= MAX_PATH_BYTES) return { verb: 'GET', path: full, ...request };
  return { verb: 'POST', path, body: args, ...request };
}

/** A function that is given a DocType may read any of its documents. */
function readsOf({ doctype }: Readonly<Record<string, unknown>>): DocReads | undefined {
  return typeof doctype === 'string' ? { doctype, names: 'any' } : undefined;
}

/** A call of a whitelisted function, as plain data. */
export interface MethodCall {
  /** Its dotted path, or the name of a Server Script. */
  path: string;
  verb: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Arguments by name, as JSON has them. */
  args: Readonly<Record<string, unknown>>;
  /** Whether it changes nothing, and may be sent again. */
  isRead: boolean;
  /** Of a GET: whether it may be a POST instead, if its arguments do not fit into a URL. */
  canPost?: boolean;
  /** Arguments that the site turns from text into numbers and booleans. */
  fromText?: readonly string[];
  /** Whether it is known to start a background job. */
  startsJob?: boolean;
}

/** A call of a whitelisted method of a document, as plain data. */
export interface DocMethodCall extends MethodCall {
  doctype: string;
  name: string;
  /** If the method takes an argument of this name, Frappe passes everything that is sent (frappe/handler.py). */
  hasArgsArgument?: boolean;
}

/** @returns the request for any whitelisted function. */
export function toMethodRequest(call: MethodCall): FrappeRequest {
  const { path, verb, args, isRead, fromText = [] } = call;
  const reads = readsOf(args);
  const address = { verb, path: `/api/method/${encodeURIComponent(path)}` };
  const request: FrappeRequest = { ...address, isRead, ...(reads ? { reads } : {}), isMethod: true };
  const search = Object.entries(args).map(([name, value]) => [name, toText(value, fromText.includes(name))] as const);
  return withArguments(request, call, search, args);
}

/**
 * @returns the request for a method of a document, to `run_doc_method` of v1: every version has it, it looks at the
 * verbs of the method, and it answers the document as the method left it.
 */
export function toDocMethodRequest(call: DocMethodCall, exactNumbers: readonly string[]): FrappeRequest {
  const { doctype, name, path, verb, isRead } = call;
  const args = call.hasArgsArgument ? call.args.args : call.args;
  const isEmpty = args === undefined || (typeof args === 'object' && args !== null && Object.keys(args).length === 0);
  const address = { dt: doctype, dn: name, method: path };
  const request = { verb, path: '/api/method/run_doc_method', isRead, isMethod: true, exactNumbers } as const;
  if (isEmpty) return withArguments(request, call, Object.entries(address), address);
  // Frappe parses `args` as JSON wherever it comes from, so a URL keeps its types (frappe/handler.py).
  const text = typeof args === 'string' ? args : JSON.stringify(args);
  return withArguments(request, call, Object.entries({ ...address, args: text }), { ...address, args });
}

/**
 * The arguments of a GET go into the URL: proxies and content delivery networks refuse a GET with a body. Frappe takes
 * everything in a URL for text, so other values are sent by POST. A method that takes GET alone gets them in a body all
 * the same: only there do numbers, lists and nulls stay what they are, and Frappe itself reads it.
 *
 * @param search the arguments as text; undefined for one that has no form as text.
 */
function withArguments(
  request: FrappeRequest,
  { canPost }: Pick<MethodCall, 'canPost'>,
  search: readonly (readonly [name: string, text: string | undefined])[],
  args: Readonly<Record<string, unknown>>,
): FrappeRequest {
  if (request.verb !== 'GET') return { ...request, body: args };
  if (search.length === 0) return request;
  const params = new URLSearchParams();
  for (const [name, text] of search) if (text !== undefined) params.set(name, text);
  const path = `${request.path}?${params.toString()}`;
  if (params.size === search.length && path.length <= MAX_PATH_BYTES) return { ...request, path };
  return { ...request, ...(canPost ? { verb: 'POST' } : {}), body: args };
}

function toText(value: unknown, isFromText: boolean): string | undefined {
  if (typeof value === 'string') return value;
  return isFromText && ['number', 'boolean', 'bigint'].includes(typeof value) ? String(value) : undefined;
}
