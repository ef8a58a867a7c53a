import { Readable } from 'node:stream';
import type { ExecutionResult } from 'graphql';
import type { FetchAPI, GraphQLParams, Plugin } from 'graphql-yoga';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import {
  codingOfAnswer,
  compressPieces,
  compressText,
  isWorthCompressing,
  VARY_CODING,
} from '../compression/compress-answer.ts';
import type { ContentCoding } from '../compression/content-coding.ts';
import { isKnown, type PreparedBody } from '../compression/prepared-body.ts';
import { assertParams, isInUrl, type ResolveOperation, readUrlParams } from './graphql-params.ts';
import { chooseResultType, type ResultType } from './media-types.ts';
import { headersOf, statusOf } from './response-status.ts';

/**
 * Reads requests and answers them in yoga by the rules of GraphQL over HTTP. To come before what bounds parsers.
 *
 * @param isCompressing whether answers may be compressed.
 * @param resolve finds the operation that the parameters name.
 */
export function createHttpRules(isCompressing: boolean, resolve: ResolveOperation): Plugin<RequestScope> {
  return {
    onRequestParse({ request, url, setRequestParser }) {
      // The limits read bodies.
      if (isInUrl(request)) setRequestParser(() => resolve(readUrlParams(url.searchParams)) as GraphQLParams);
    },
    onParams({ params }) {
      assertParams(params);
    },
    onResultProcess({ request, result, setResultProcessor }) {
      if (Array.isArray(result) || Symbol.asyncIterator in result) return;
      const type = chooseResultType(request.headers.get('accept'));
      if (type === null) return;
      const coding = isCompressing ? codingOfAnswer(request.headers.get('accept-encoding')) : null;
      setResultProcessor(
        (given, fetchAPI) => toResponse(given as WrittenResult, type, request, { fetchAPI, coding }),
        type,
      );
    },
  };
}

/** A result that brings its own text along. */
export interface WrittenResult extends ExecutionResult {
  readonly stringify?: (result: ExecutionResult) => string | Readable;
  /** The whole answer, if it is the same for all who ask. */
  readonly prepared?: (result: ExecutionResult) => PreparedBody | null;
}

interface ResponseOptions {
  readonly fetchAPI: FetchAPI;
  readonly coding: ContentCoding | null;
}

/** Writes the result of an operation. */
async function toResponse(
  result: WrittenResult,
  type: ResultType,
  request: Request,
  { fetchAPI, coding }: ResponseOptions,
): Promise<Response> {
  const status = statusOf(result, type);
  const headers: Record<string, string> = { 'content-type': `${type}; charset=utf-8`, ...headersOf(result) };
  const respond = (body: Body, coded: ContentCoding | null = null) => {
    const encoding = coded === null ? {} : { 'content-encoding': coded, vary: VARY_CODING };
    // Yoga's Response takes Node's streams as well, which its type does not say.
    return new fetchAPI.Response(body as BodyInit, { status, headers: { ...headers, ...encoding } });
  };
  const prepared = result.prepared?.(result) ?? null;
  if (prepared !== null) {
    if (request.method === 'GET') {
      const etag = await prepared.etag();
      Object.assign(headers, { etag, 'cache-control': ASK_AGAIN, vary: VARY_CODING });
      if (isKnown(etag, request.headers.get('if-none-match')))
        return new fetchAPI.Response(null, { status: 304, headers });
    }
    return coding === null
      ? respond(Readable.from(prepared.pieces))
      : respond(await prepared.compressed(coding), coding);
  }
  const body = (result.stringify ?? JSON.stringify)(withoutHttp(result));
  if (coding === null || (typeof body === 'string' && !isWorthCompressing(body))) return respond(body);
  return respond(await (typeof body === 'string' ? compressText(body, coding) : compressPieces(body, coding)), coding);
}

type Body = string | Buffer | Readable;

/** A browser keeps the answer for its own user, and asks each time whether it still holds. */
const ASK_AGAIN = 'private, no-cache';

/** The HTTP status and headers of errors are removed from the response. */
function withoutHttp(result: ExecutionResult): ExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.map((error) => {
    const { extensions, ...rest } = error.toJSON();
    const { http: _http, ...kept } = extensions ?? {};
    return Object.keys(kept).length === 0 ? rest : { ...rest, extensions: kept };
  });
  return { ...result, errors } as unknown as ExecutionResult;
}
