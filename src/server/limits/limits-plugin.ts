import type { IncomingMessage } from 'node:http';
import type { ExecutionArgs, ExecutionResult, Source } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { findOperation } from '../../query/prepared-operation.ts';
import { FORM_TYPE, isNodeExchange } from '../caller/node-exchange.ts';
import { operationOf } from '../context/operation-context.ts';
import { checkArguments } from './argument-size.ts';
import { readOperation } from './read-operation.ts';
import { toResponse } from './refusal-response.ts';
import type { RequestLimits } from './request-limits.ts';
import { assertShallow } from './variable-limits.ts';

/** Holds requests of yoga to the limits. To come after the plugins that choose a parser. */
export function createLimitsPlugin(limits: RequestLimits): Plugin<RequestScope> {
  const { documents, turns } = limits;
  return {
    onRequestParse({ request, serverContext, requestParser, setRequestParser, fetchAPI }) {
      if (request.headers.get('content-type')?.startsWith(FORM_TYPE) || !isNodeExchange(serverContext)) return;
      const { req, res } = serverContext;
      const { params } = operationOf(serverContext);
      const isPost = request.method === 'POST';
      const read = async () => {
        if (params) return (await params) as GraphQLParams;
        if (isPost) return (await readOperation(limits, req, res)) as GraphQLParams;
        await turns.take(lengthOf(req));
        return requestParser?.(request) ?? {};
      };
      setRequestParser(() => read().catch((error: unknown) => toResponse(error, fetchAPI)));
    },
    async onParams({ params, context }) {
      assertShallow(params.variables, limits.depth);
      if (typeof params.query === 'string')
        await documents.prepare(params.query, operationOf(context).served.schema, turns);
    },
    onParse({ params, setParsedDocument }) {
      setParsedDocument(documents.parse(textOf(params.source)));
    },
    onValidate({ params, setResult }) {
      setResult(documents.validate(params.schema, params.documentAST));
    },
    onExecute: ({ args, setResultAndStopExecution }) => assertArguments(args, limits, setResultAndStopExecution),
    onSubscribe: ({ args, setResultAndStopExecution }) => assertArguments(args, limits, setResultAndStopExecution),
  };
}

/** Before anything coerces the variables, which takes time for each of their values. */
function assertArguments(
  { schema, document, operationName, variableValues: variables }: ExecutionArgs,
  { argumentValues }: RequestLimits,
  stop: (result: ExecutionResult) => void,
): void {
  const operation = findOperation({ document, operationName });
  const error = operation && checkArguments({ schema, document, operation, variables }, argumentValues);
  if (error) stop({ errors: [error] });
}

function lengthOf({ url = '' }: IncomingMessage): number {
  return url.length;
}

function textOf(source: string | Source): string {
  return typeof source === 'string' ? source : source.body;
}
