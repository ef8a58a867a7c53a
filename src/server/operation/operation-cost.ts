import type { GatewayError } from '../../errors.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { addCosts, type Cost, NO_COST } from '../../query/plan/cost.ts';
import type { OperationContext, SharedLimits } from '../context/operation-context.ts';
import type { RequestRecord } from '../context/request-record.ts';
import type { PointReport, RateLimit } from '../rate-limit/rate-limit.ts';

/** The cost of an operation as callers read it, with its points if there is a rate limit. */
export type CostExtension = Cost | (Cost & PointReport);

/**
 * Takes the points of a planned operation, once: the one that is answered by another executor after all has paid. The
 * points of the queries of a batch are settled together.
 *
 * @returns why it must not run; null if it may.
 */
export async function takePoints(
  rateLimit: RateLimit | null,
  caller: CallerContext,
  { record, shared }: Pick<OperationContext, 'record' | 'shared'>,
  cost: Cost,
): Promise<GatewayError | null> {
  if (rateLimit === null) return null;
  if (shared !== undefined) {
    const spending = await rateLimit.take(caller, cost);
    if (spending.refusal === null) shared.taken.push({ spending, cost });
    return spending.refusal;
  }
  record.spending ??= await rateLimit.take(caller, cost);
  return record.spending.refusal;
}

/** Settles the points of an operation that is over. */
export async function settlePoints({ spending, used }: RequestRecord): Promise<void> {
  await spending?.settle(used);
}

/**
 * Settles the points of the queries of a batch. They pay their estimates, because only what all of them used together is
 * known; one of them pays what that is beyond the estimates.
 */
export async function settleShared({ taken }: SharedLimits, used: Cost): Promise<void> {
  const estimated = addCosts(taken.map(({ cost }) => cost));
  let beyond: Cost = {
    calls: Math.max(0, used.calls - estimated.calls),
    rows: Math.max(0, used.rows - estimated.rows),
  };
  for (const { spending, cost } of taken) {
    await spending.settle(addCosts([cost, beyond]));
    beyond = NO_COST;
  }
}

/** The cost of an operation that has run; null if there is nothing to report. */
export async function costExtension(
  { record, shared }: Pick<OperationContext, 'record' | 'shared'>,
  cost: Cost,
): Promise<CostExtension | null> {
  const { spending } = record;
  if (shared !== undefined || spending === undefined) return cost.calls === 0 ? null : cost;
  await settlePoints(record);
  return { ...cost, ...spending.report() };
}
