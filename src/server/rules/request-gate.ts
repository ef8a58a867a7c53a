import type { Plugin } from 'graphql-yoga';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { FORM_TYPE } from '../caller/node-exchange.ts';
import { isAnswerAccepted } from './media-types.ts';

const CONTENT_TYPES = ['application/json', 'application/graphql+json', 'application/graphql'];

/** Headers that a page of another site cannot send without being allowed to: any of them, with any value. */
const UNFORGEABLE_HEADERS = ['x-requested-with', 'apollo-require-preflight', 'graphql-require-preflight'];

/** A request without its body. */
export interface RequestHead {
  readonly method: string;
  /** The value of a header by its name in lower case, or null. */
  header(name: string): string | null;
}

/** Why a request is not looked at any further. */
export interface GateRefusal {
  readonly status: number;
  readonly message: string;
  /** The header to blame, or `method`. */
  readonly field: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Refuses requests whose method or types GraphQL does not have, before anything of them runs. Forms are refused too
 * unless a header proves that the browser asked first: any page of the web can send one in a browser's name.
 *
 * @returns null for a request that may go on.
 */
export function refuseRequest({ method, header }: RequestHead): GateRefusal | null {
  if (method !== 'GET' && method !== 'POST') {
    const message = '`method`: GraphQL takes GET and POST.';
    return { status: 405, message, field: 'method', headers: { allow: 'GET, POST' } };
  }
  if (!isAnswerAccepted(header('accept'))) {
    return { status: 406, message: '`Accept`: an answer is application/json, in UTF-8.', field: 'Accept' };
  }
  if (method === 'GET') return null;
  const [type = ''] = (header('content-type') ?? '').split(/[;,]/);
  if (type.trim() === FORM_TYPE) {
    if (UNFORGEABLE_HEADERS.some((name) => header(name) !== null)) return null;
    const message = '`X-Requested-With`: a form must come with this header, of any value.';
    return { status: 400, message, field: 'X-Requested-With' };
  }
  if (CONTENT_TYPES.includes(type.trim().toLowerCase())) return null;
  return { status: 415, message: '`Content-Type`: that of a POST must be application/json.', field: 'Content-Type' };
}

/** Holds yoga's requests to it. */
export const requestGate: Plugin<RequestScope> = {
  onRequest({ request, fetchAPI, endResponse }) {
    const refusal = refuseRequest({ method: request.method, header: (name) => request.headers.get(name) });
    if (refusal === null) return;
    const { status, message, field, headers } = refusal;
    const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT', field } }] });
    endResponse(new fetchAPI.Response(body, { status, headers: { 'content-type': 'application/json', ...headers } }));
  },
};
