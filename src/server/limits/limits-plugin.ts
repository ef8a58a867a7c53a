import type { IncomingMessage } from 'node:http';
import type { ExecutionArgs, ExecutionResult, Source } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { findOperation } from '../../query/prepared-operation.ts';
import { isForm, isNodeExchange, type NodeExchange } from '../caller/node-exchange.ts';
import type { GraphqlParams } from '../context/graphql-params.ts';
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
      if (isForm(request.method, request.headers.get('content-type')) || !isNodeExchange(serverContext)) return;
      const { params } = operationOf(serverContext);
      const read = () => params ?? readParams(limits, serverContext, () => requestParser?.(request) ?? {});
      setRequestParser(async () => {
        try {
          return (await read()) as GraphQLParams;
        } catch (error) {
          return toResponse(error, fetchAPI);
        }
      });
    },
    async onParams({ params, context }) {
      assertShallow(params.variables, limits.depth);
      if (typeof params.query === 'string')
        await documents.prepare(params.query, operationOf(context).served.schema, turns);
    },
    onParse({ params, setParsedDocument }) {
      setParsedDocument(documents.parse(textOf(params.source)));
    },
    onValidate({ params, context, setResult }) {
      operationOf(context).record.documents.count(documents.isKept(params.schema, params.documentAST));
      setResult(documents.validate(params.schema, params.documentAST));
    },
    onExecute: ({ args, setResultAndStopExecution }) => assertArguments(args, limits, setResultAndStopExecution),
    onSubscribe: ({ args, setResultAndStopExecution }) => assertArguments(args, limits, setResultAndStopExecution),
  };
}

/** @param parse reads the parameters of a request without a body. */
async function readParams<Params>(
  limits: RequestLimits,
  { req, res }: NodeExchange,
  parse: () => Params,
): Promise<GraphqlParams | Params> {
  if (req.method === 'POST') return readOperation(limits, req, res);
  await limits.turns.take(lengthOf(req));
  return parse();
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
