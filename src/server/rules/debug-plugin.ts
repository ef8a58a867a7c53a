import type { Plugin } from 'graphql-yoga';
import { doctypeOfCall } from '../../frappe/describe-call.ts';
import type { CallerContext, FinishedCall } from '../../frappe/frappe-request.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { operationOf } from '../context/operation-context.ts';
import { type DebugMode, readDebugMode } from './debug-mode.ts';
import { addExtension } from './result-extensions.ts';

/** Whether the configuration allows a caller to see that. */
export type MayDebug = (caller: CallerContext) => Promise<boolean>;

/**
 * Reports what a request did on the site, in `extensions.frappe`: its calls, how many rounds of them it waited for, the
 * milliseconds, and on request the SQL if the site reports it. Only for callers that ask, and that the configuration
 * names.
 */
export function createDebugPlugin(mayDebug: MayDebug): Plugin<RequestScope> {
  return {
    async onExecute({ args }) {
      const { caller } = args.contextValue as RequestScope;
      const mode = readDebugMode(operationOf(args.contextValue).request);
      if (mode === null || !(await mayDebug(caller))) return undefined;
      const calls: FinishedCall[] = [];
      caller.observers = [...(caller.observers ?? []), (call) => calls.push(call)];
      caller.needsDebug = asksForSql(mode);
      return {
        onExecuteDone: ({ result, setResult }) => addExtension(result, setResult, { frappe: summarise(calls, mode) }),
      };
    },
  };
}

function asksForSql(mode: DebugMode): boolean {
  return mode === 'sql';
}

function summarise(calls: readonly FinishedCall[], mode: DebugMode): Record<string, unknown> {
  const start = Math.min(...calls.map(({ startedAt }) => startedAt));
  const end = Math.max(...calls.map(({ startedAt, duration }) => startedAt + duration));
  const rounds = calls.map(({ round }) => round);
  // The gateway may have asked the site about the caller before.
  const first = Math.min(...rounds);
  return {
    calls: calls.length,
    rounds: calls.length > 0 ? Math.max(...rounds) - first + 1 : 0,
    rows: calls.reduce((sum, { rows }) => sum + rows, 0),
    ms: calls.length > 0 ? toMs(end - start) : 0,
    requests: calls
      .toSorted((one, other) => one.startedAt - other.startedAt)
      .map(({ request, status, startedAt, duration, round, rows }) => ({
        request: `${request.verb} ${request.path}`,
        verb: request.verb,
        doctype: doctypeOfCall(request),
        round: round - first + 1,
        rows,
        status,
        startMs: toMs(startedAt - start),
        ms: toMs(duration),
      })),
    ...(asksForSql(mode) ? { debug: calls.flatMap((call) => call.debug ?? []) } : {}),
  };
}

/** One decimal is enough. */
function toMs(duration: number): number {
  return Math.round(duration * 10) / 10;
}
