import type { ServerMessage } from '../../errors.ts';
import type { DownloadedFile } from '../../frappe/downloaded-file.ts';
import type { FrappeAnswer, FrappeRequest } from '../../frappe/frappe-request.ts';
import { type MethodCall, toMethodRequest } from '../../frappe/method-request.ts';
import { readServerMessages } from '../../frappe/server-messages.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { startedJobId } from '../job/started-job.ts';
import { sendWrite } from '../write/send-write.ts';

export type { MethodCall } from '../../frappe/method-request.ts';

/** The result of a method. */
export interface MethodResult {
  /** The return value; null for None, files and redirects. */
  result: unknown;
  /** Other keys of the response, or null. */
  topLevel: Readonly<Record<string, unknown>> | null;
  messages: readonly ServerMessage[];
  file: DownloadedFile | null;
  redirect: string | null;
  /** The ID of the background job that it started, if it is known to start one and returned its ID. */
  jobId: string | null;
}

/** Keys of an answer that are Frappe's own, and nothing that a method says. */
const OF_FRAPPE = new Set([
  'message',
  'docs',
  'exc',
  'exc_type',
  'exception',
  'session_expired',
  'home_page',
  'full_name',
]);

/** Calls a whitelisted function as the caller; one that changes something once only. */
export async function callMethod(scope: RequestScope, call: MethodCall): Promise<MethodResult> {
  return toMethodResult(await sendCall(scope, toMethodRequest(withoutConversion(scope, call))), call);
}

/** Sites that have `/api/v2` turn text into what an argument's annotation says (frappe/utils/typing_validations.py). */
function withoutConversion({ model }: RequestScope, call: MethodCall): MethodCall {
  return model.info.capabilities.v2 ? call : { ...call, fromText: [] };
}

/** Sends a call: a reading one as a read, any other as a write, after which what was read before is forgotten. */
export async function sendCall(scope: RequestScope, request: FrappeRequest): Promise<FrappeAnswer> {
  if (request.isRead) return scope.client.send(request, scope.caller);
  return (await sendWrite(scope, request)).answer;
}

/** A method that returns nothing and fills the answer by itself is taken to have returned that. */
export function toMethodResult({ body, file, redirect }: FrappeAnswer, call: MethodCall): MethodResult {
  const rest = Object.entries(body).filter(([key]) => !OF_FRAPPE.has(key) && !key.startsWith('_'));
  const topLevel = rest.length === 0 ? null : Object.fromEntries(rest);
  const result = body.message ?? null;
  return {
    result: 'message' in body ? result : topLevel,
    topLevel,
    messages: readServerMessages(body),
    file: file ?? null,
    redirect: redirect ?? null,
    jobId: startedJobId(call, result),
  };
}
