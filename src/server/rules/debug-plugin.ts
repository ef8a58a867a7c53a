import type { Plugin } from 'graphql-yoga';
import type { CallerContext, FinishedCall } from '../../frappe/frappe-request.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { operationOf } from '../context/operation-context.ts';
import { addExtension } from './result-extensions.ts';

/** The header by which callers ask what their request did on the site. */
const DEBUG_HEADER = 'x-gateway-debug';

/** Whether the configuration allows a caller to see that. */
export type MayDebug = (caller: CallerContext) => Promise<boolean>;

/**
 * Reports what a request did on the site, in `extensions.frappe`: its calls, how many rounds of them it waited for, the
 * milliseconds, and the SQL if the site reports it. Only for callers that ask, and that the configuration names.
 */
export function createDebugPlugin(mayDebug: MayDebug): Plugin<RequestScope> {
  return {
    async onExecute({ args }) {
      const { caller } = args.contextValue as RequestScope;
      const { request } = operationOf(args.contextValue);
      if (request.headers[DEBUG_HEADER] === undefined || !(await mayDebug(caller))) return undefined;
      const calls: FinishedCall[] = [];
      caller.observers = [...(caller.observers ?? []), (call) => calls.push(call)];
      caller.needsDebug = true;
      return {
        onExecuteDone: ({ result, setResult }) => addExtension(result, setResult, { frappe: summarise(calls) }),
      };
    },
  };
}

function summarise(calls: readonly FinishedCall[]): Record<string, unknown> {
  const start = Math.min(...calls.map((call) => call.startedAt));
  const end = Math.max(...calls.map((call) => call.startedAt + call.duration));
  return {
    calls: calls.length,
    rounds: countRounds(calls),
    ms: calls.length > 0 ? Math.round((end - start) * 10) / 10 : 0,
    requests: calls.map(({ request, status, duration }) => ({
      request: `${request.verb} ${request.path}`,
      status,
      ms: Math.round(duration * 10) / 10,
    })),
    debug: calls.flatMap((call) => call.debug ?? []),
  };
}

/** A call is one round later than the latest of those that had ended when it started. */
function countRounds(calls: readonly FinishedCall[]): number {
  const sorted = [...calls].sort((a, b) => a.startedAt - b.startedAt);
  const depths: number[] = [];
  sorted.forEach((call, index) => {
    const before = depths.filter((_, other) => {
      const { startedAt, duration } = sorted[other] as FinishedCall;
      return other < index && startedAt + duration <= call.startedAt;
    });
    depths.push(1 + Math.max(0, ...before));
  });
  return Math.max(0, ...depths);
}
