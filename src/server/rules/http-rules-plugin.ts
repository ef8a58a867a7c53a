import type { ExecutionResult } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { assertParams, readUrlParams } from './graphql-params.ts';
import { chooseResultType, type ResultType } from './media-types.ts';
import { headersOf, statusOf } from './response-status.ts';

/** Reads requests and answers them in yoga by the rules of GraphQL over HTTP. To come before what bounds parsers. */
export const httpRules: Plugin<RequestScope> = {
  onRequestParse({ request, url, setRequestParser }) {
    // The limits read bodies.
    if (request.method === 'GET') setRequestParser(() => readUrlParams(url.searchParams) as GraphQLParams);
  },
  onParams({ params }) {
    assertParams(params);
  },
  onResultProcess({ request, result, setResultProcessor }) {
    if (Array.isArray(result) || Symbol.asyncIterator in result) return;
    const type = chooseResultType(request.headers.get('accept'));
    if (type === null) return;
    setResultProcessor((given, { Response }) => {
      const { body, ...head } = toHttpAnswer(given as ExecutionResult, type);
      return new Response(body, head);
    }, type);
  },
};

/** A whole answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A result that brings its own text along. */
type StringifiedResult = ExecutionResult & { readonly stringify?: (result: ExecutionResult) => string };

/** Writes the result of an operation. */
export function toHttpAnswer(result: StringifiedResult, type: ResultType): HttpAnswer {
  const { stringify = JSON.stringify } = result;
  return {
    status: statusOf(result, type),
    headers: { 'content-type': `${type}; charset=utf-8`, ...headersOf(result) },
    body: stringify(withoutHttp(result)),
  };
}

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
