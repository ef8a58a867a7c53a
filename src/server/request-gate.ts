import type { Plugin } from 'graphql-yoga';
import type { RequestScope } from '../operations/request-scope.ts';

const CONTENT_TYPES = ['application/json', 'application/graphql+json', 'application/graphql'];

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
    if (!CONTENT_TYPES.includes(type.trim())) refuse(415, 'The Content-Type of a POST must be application/json.');
  },
};
