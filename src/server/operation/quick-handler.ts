import type { IncomingMessage, ServerResponse } from 'node:http';
import { isDeeperThan } from '../../exact-json.ts';
import { completePlanned, type WriteResult } from '../../query/completion/execute-operation.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { prepareOperation } from '../../query/prepared-operation.ts';
import type { ContentCoding } from '../compression/content-coding.ts';
import { sendAnswer } from '../compression/send-answer.ts';
import type { GraphqlParams } from '../context/graphql-params.ts';
import type { OperationContext } from '../context/operation-context.ts';
import { checkArguments } from '../limits/argument-size.ts';
import type { Documents } from '../limits/document-cache.ts';
import { holdsExactNumber } from '../rules/exact-variables.ts';
import type { LoadShedding } from '../rules/load-shedding.ts';
import { chooseResultType, type ResultType } from '../rules/media-types.ts';
import { type AdmissionRules, admitOperation } from './admit-operation.ts';
import { costExtension } from './operation-cost.ts';

/** The dependencies of the quick handler. */
export interface QuickHandlerParts extends AdmissionRules {
  readonly isOn: boolean;
  readonly documents: Documents;
  /** Levels of variables. */
  readonly depth: number;
  /** Values in all arguments of an operation. */
  readonly argumentValues: number;
  readonly shedding: Pick<LoadShedding, 'hasRoom'>;
  readParams(request: IncomingMessage, response: ServerResponse): Promise<GraphqlParams>;
  openScope(context: OperationContext, response: ServerResponse): Promise<RequestScope>;
  /** How a long answer to a request is compressed; null if it is not. */
  codingOf(request: IncomingMessage): ContentCoding | null;
  /** Headers of every answer: cookies, CORS, caching. */
  headersOf(context: OperationContext): Record<string, string | string[]>;
}

/** @returns whether the request is answered; if not, yoga goes on with what the context has by then. */
export type QuickHandler = (context: OperationContext, response: ServerResponse) => Promise<boolean>;

/** Whether a request can be taken by the quick handler at all, by its headers. */
export function isQuick({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    isJson(headers['content-type']) &&
    headers['x-gateway-debug'] === undefined &&
    singleResultType(headers.accept) !== null
  );
}

function isJson(contentType = ''): boolean {
  return /^application\/json\s*(?:;|$)/i.test(contentType);
}

/** @returns how a single result is written; null if the client may take results over time, or no JSON. */
function singleResultType(accept: string | undefined): ResultType | null {
  if (accept === undefined || accept === 'application/json' || accept === '*/*') return 'application/json';
  return /event-stream|multipart/i.test(accept) ? null : chooseResultType(accept);
}

/**
 * Answers the common request without a Fetch adapter and an executor: a query or mutation whose document has been
 * validated before, and whose answer the compiled writer can write. Anything else on the way, such as an error
 * of any kind, is left to yoga, which goes on with what was read and executed so far.
 */
export function createQuickHandler(parts: QuickHandlerParts): QuickHandler {
  return async (context, response) => {
    const { request } = context;
    // Yoga refuses a request that there is no room for.
    if (!parts.shedding.hasRoom()) return false;
    context.params = parts.readParams(request, response);
    const write = await answer(parts, context, response, context.params).catch(() => null);
    if (write === null) return false;
    const mediaType = singleResultType(request.headers.accept) ?? 'application/json';
    const headers = { 'content-type': `${mediaType}; charset=utf-8`, ...parts.headersOf(context) };
    await sendAnswer(response, write(), { status: 200, headers }, () => parts.codingOf(request));
    return true;
  };
}

async function answer(
  parts: QuickHandlerParts,
  context: OperationContext,
  response: ServerResponse,
  params: Promise<GraphqlParams>,
): Promise<WriteResult | null> {
  const { query, variables: given, operationName } = await params;
  if (!parts.isOn) return null;
  if (isDeeperThan(given, parts.depth) || holdsExactNumber(given)) return null;
  const { served } = context;
  const document = parts.documents.findValid(query, served.schema);
  const prepared = document && prepareOperation(served.schema, document, operationName);
  if (!document || !prepared || prepared.operation.operation === 'subscription') return null;
  const { schema, operation } = prepared;
  if (checkArguments({ schema, document, operation, variables: given }, parts.argumentValues) !== null) return null;
  const coerced = prepared.coerce(given);
  if ('errors' in coerced) return null;
  const writer = prepared.writer(coerced.variables);
  if (writer === null) return null;
  const scope = await parts.openScope(context, response);
  const admission = await admitOperation(prepared, coerced.variables, scope, context, parts);
  context.admission = admission;
  if (admission.refusal !== null) return null;
  const write = await completePlanned(admission.plan, admission.run, writer, scope.caller);
  if (write === null) return null;
  context.record.documents.count(true);
  const cost = await costExtension(context, admission.cost);
  return () => write(cost === null ? undefined : { cost });
}
