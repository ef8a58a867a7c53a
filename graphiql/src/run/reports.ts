import type { GatewayAnswer } from '../gateway.ts';

/** Calls and rows. */
export interface Cost {
  readonly calls: number;
  readonly rows: number;
}

/** One call to the site, as it was made (src/server/rules/debug-plugin.ts). */
export interface MadeCall {
  readonly request: string;
  readonly verb: string;
  readonly doctype: string | null;
  readonly round: number;
  readonly rows: number;
  readonly status: number;
  readonly startMs: number;
  readonly ms: number;
}

/** The calls of an operation. */
export interface CallReport {
  readonly calls: number;
  readonly rounds: number;
  readonly rows: number;
  readonly ms: number;
  readonly requests: readonly MadeCall[];
}

/** Calls that an operation may make at one place (src/query/plan/planned-calls.ts). */
export interface PlannedCalls extends Cost {
  readonly round: number;
  readonly path: readonly string[];
  readonly action: string;
  readonly doctype: string | null;
}

/** The plan of an operation. */
export interface PlanReport {
  readonly operation: string;
  readonly rounds: number;
  readonly limit: Cost;
  readonly calls: readonly PlannedCalls[];
}

/** The estimate that every answer has; null for operations that need no call. */
export function costOf({ extensions }: GatewayAnswer): Cost | null {
  return (extensions?.cost as Cost | undefined) ?? null;
}

/** The calls of an answer; null if the gateway does not show them. */
export function callsOf({ extensions }: GatewayAnswer): CallReport | null {
  return (extensions?.frappe as CallReport | undefined) ?? null;
}

/** The plan in an answer. */
export function planOf({ extensions }: GatewayAnswer): PlanReport | null {
  return (extensions?.plan as PlanReport | undefined) ?? null;
}

/** The answer without the calls, which have a place of their own in the page. */
export function withoutCalls(answer: GatewayAnswer): GatewayAnswer {
  const { frappe: _frappe, ...others } = answer.extensions ?? {};
  const { extensions: _extensions, ...rest } = answer;
  return Object.keys(others).length === 0 ? rest : { ...rest, extensions: others };
}
