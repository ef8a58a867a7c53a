import type { GatewayError } from '../../errors.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { Cost } from '../../query/plan/cost.ts';
import type { RequestRecord } from '../context/request-record.ts';
import type { PointReport, RateLimit } from '../rate-limit/rate-limit.ts';

/** The cost of an operation as callers read it, with its points if there is a rate limit. */
export type CostExtension = Cost | (Cost & PointReport);

/**
 * Takes the points of a planned operation, once: the one that is answered by another executor after all has paid.
 *
 * @returns why it must not run; null if it may.
 */
export async function takePoints(
  rateLimit: RateLimit | null,
  caller: CallerContext,
  record: RequestRecord,
  cost: Cost,
): Promise<GatewayError | null> {
  if (rateLimit === null) return null;
  record.spending ??= await rateLimit.take(caller, cost);
  return record.spending.refusal;
}

/** Settles the points of an operation that is over. */
export async function settlePoints({ spending, used }: RequestRecord): Promise<void> {
  await spending?.settle(used);
}

/** The cost of an operation that has run; null if there is nothing to report. */
export async function costExtension(record: RequestRecord): Promise<CostExtension | null> {
  const { cost, spending } = record;
  if (cost === null) return null;
  if (spending === undefined) return cost.calls === 0 ? null : cost;
  await settlePoints(record);
  return { ...cost, ...spending.report() };
}
