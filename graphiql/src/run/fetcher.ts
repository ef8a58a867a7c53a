import type { GraphiQLProvider } from '@graphiql/react';
import type { OperationDefinitionNode } from 'graphql';
import type { ComponentProps } from 'react';
import { type GatewayAnswer, type OperationParams, send, sendByGet } from '../gateway.ts';
import { showRun } from '../layout/view.ts';
import { session } from '../session/session.ts';
import { settings } from '../settings.ts';
import { type KeptOperation, remember } from '../storage/kept-operations.ts';
import { isStreamed, operationOf, parseOrNull, titleOf } from './operation-of.ts';
import { callsOf, costOf, withoutCalls } from './reports.ts';
import { report, runState } from './run-state.ts';
import { follow } from './streams.ts';

/** How GraphiQL sends operations. */
type Fetcher = ComponentProps<typeof GraphiQLProvider>['fetcher'];

/** The header by which an answer brings its calls, or a plan, along. */
export const DEBUG_HEADER = 'x-gateway-debug';

/** Headers as they are written into the editor. */
export type GivenHeaders = Readonly<Record<string, string>>;

/** Sends what GraphiQL asks for, and reports the run to the tabs next to the answer. */
export const fetcher: Fetcher = (params, options) => {
  // GraphiQL's type has errors of graphql-js, and its code prints what comes as JSON.
  return sendAny({ ...params, headers: toHeaders(options?.headers) }) as ReturnType<Fetcher>;
};

type Answers = Promise<GatewayAnswer> | AsyncGenerator<GatewayAnswer>;

function sendAny({ headers, ...given }: Request): Answers {
  if (given.operationName === 'IntrospectionQuery') return sendByGet(given, headers);
  const operation = operationOf(parseOrNull(given.query), given.operationName);
  // GraphiQL knows the operation that was in the editor a moment ago.
  const params = { ...given, operationName: operation ? operation.name?.value : given.operationName };
  showRun(isStreamed(operation));
  if (isStreamed(operation)) {
    keep(params, operation);
    report(runState.get().tab, { run: null, newest: 'run' });
    return follow({ ...params, headers }, titleOf(operation));
  }
  return ending(runOnce({ ...params, headers }, operation));
}

interface Request extends OperationParams {
  readonly headers: GivenHeaders;
}

/** A request that `Stop` ends. */
interface Running {
  readonly answer: Promise<GatewayAnswer>;
  stop(): void;
}

function runOnce({ headers, ...params }: Request, operation: OperationDefinitionNode | null): Running {
  const title = titleOf(operation);
  const kind = operation?.operation ?? 'query';
  const start = performance.now();
  const controller = new AbortController();
  const { tab } = runState.get();
  report(tab, { run: { title, kind, ms: null, cost: null, calls: null, errors: [] }, newest: 'run' });
  const finish = (answer: GatewayAnswer): GatewayAnswer => {
    const ms = performance.now() - start;
    const errors = answer.errors ?? [];
    report(tab, { run: { title, kind, ms, cost: costOf(answer), calls: callsOf(answer), errors } });
    keep(params, operation, { ms, errors: errors.length });
    return DEBUG_HEADER in headers ? answer : withoutCalls(answer);
  };
  const answer = send(params, { headers: { ...callHeaders(headers), ...headers }, signal: controller.signal }).then(
    finish,
    (error: Error) => finish({ errors: [{ message: controller.signal.aborted ? 'Stopped.' : error.message }] }),
  );
  return { answer, stop: () => controller.abort() };
}

/** Adds an operation to the history. */
function keep(
  { query, variables }: OperationParams,
  operation: OperationDefinitionNode | null,
  outcome?: KeptOperation['outcome'],
): void {
  const kind = operation?.operation ?? 'query';
  const went = outcome ? { outcome } : {};
  remember({ query, variables: toText(variables), title: titleOf(operation), kind, ...went });
}

/** Calls are asked for where some users may see them, and this may be one. */
function callHeaders(headers: GivenHeaders): GivenHeaders {
  const isSignedIn = session.get().user != null || 'authorization' in headers;
  return settings.hasDebugUsers && isSignedIn ? { [DEBUG_HEADER]: 'calls' } : {};
}

/** One answer, in the form of results over time: GraphiQL can stop those. */
function ending({ answer, stop }: Running): AsyncIterableIterator<GatewayAnswer> & AsyncGenerator<GatewayAnswer> {
  let isOver = false;
  const end = { done: true, value: undefined } as const;
  const iterator = {
    next: async () => {
      if (isOver) return end;
      isOver = true;
      return { done: false, value: await answer } as const;
    },
    return: async () => {
      isOver = true;
      stop();
      return end;
    },
    throw: async (error: unknown) => Promise.reject(error),
    [Symbol.asyncIterator]: () => iterator,
    [Symbol.asyncDispose]: async () => stop(),
  };
  return iterator;
}

/** Names of headers in lower case, values as text. */
export function toHeaders(given: unknown): GivenHeaders {
  const entries = Object.entries((given ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function toText(variables: unknown): string {
  return variables && Object.keys(variables).length > 0 ? JSON.stringify(variables, null, 2) : '';
}
