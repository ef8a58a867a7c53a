import type { Plugin } from 'graphql-yoga';
import type { RequestScope } from '../operations/request-scope.ts';
import { FORM_TYPE } from './files/upload-plugin.ts';

const CONTENT_TYPES = ['application/json', 'application/graphql+json', 'application/graphql'];

/** Headers that a page of another site cannot send without being allowed to: any of them, with any value. */
const UNFORGEABLE_HEADERS = ['x-requested-with', 'apollo-require-preflight', 'graphql-require-preflight'];

/**
 * Refuses requests whose method or content type GraphQL does not have. Forms are among them: any page of the web can
 * send one in a browser's name without asking first.
 */
export const requestGate: Plugin<RequestScope> = {
  onRequest({ request, fetchAPI, endResponse }) {
    const refuse = (status: number, message: string, headers: Record<string, string> = {}) => {
      const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] });
      endResponse(new fetchAPI.Response(body, { status, headers: { 'content-type': 'application/json', ...headers } }));
    };
    if (request.method === 'GET') return;
    if (request.method !== 'POST') return refuse(405, 'GraphQL takes GET and POST.', { allow: 'GET, POST' });
    const [type = ''] = (request.headers.get('content-type') ?? '').split(/[;,]/);
    if (type.trim() === FORM_TYPE) {
      if (UNFORGEABLE_HEADERS.some((name) => request.headers.has(name))) return;
      return refuse(400, 'A form must come with the header X-Requested-With, of any value.');
    }
    if (!CONTENT_TYPES.includes(type.trim())) refuse(415, 'The Content-Type of a POST must be application/json.');
  },
};
