import { FORM_TYPE } from '../caller/node-exchange.ts';
import { isAnswerAccepted } from './media-types.ts';
import { type RequestHead, type RuleAnswer, toRuleAnswer } from './request-rule.ts';

const CONTENT_TYPES = ['application/json', 'application/graphql+json', 'application/graphql'];

/** Headers that a page of another site cannot send without being allowed to: any of them, with any value. */
const UNFORGEABLE_HEADERS = ['x-requested-with', 'apollo-require-preflight', 'graphql-require-preflight'];

/**
 * Refuses requests whose method or types GraphQL does not have, before anything of them runs. Forms are refused too
 * unless a header proves that the browser asked first: any page of the web can send one in a browser's name.
 *
 * @returns null for a request that may go on.
 */
export function refuseRequest({ method, header }: RequestHead): RuleAnswer | null {
  if (method !== 'GET' && method !== 'POST') {
    const message = '`method`: GraphQL takes GET and POST.';
    return refusal(405, message, 'method', { allow: 'GET, POST' });
  }
  if (!isAnswerAccepted(header('accept'))) {
    return refusal(406, '`Accept`: an answer is application/json, in UTF-8.', 'Accept');
  }
  if (method === 'GET') return null;
  const [given = ''] = (header('content-type') ?? '').split(/[;,]/);
  const type = given.trim().toLowerCase();
  if (type === FORM_TYPE) {
    if (UNFORGEABLE_HEADERS.some((name) => header(name) !== null)) return null;
    const message = '`X-Requested-With`: a form must come with this header, of any value.';
    return refusal(400, message, 'X-Requested-With');
  }
  if (CONTENT_TYPES.includes(type)) return null;
  return refusal(415, '`Content-Type`: that of a POST must be application/json.', 'Content-Type');
}

function refusal(status: number, message: string, field: string, headers?: Record<string, string>): RuleAnswer {
  return toRuleAnswer(status, { message, extensions: { code: 'BAD_USER_INPUT', field } }, headers);
}
