import { GatewayError } from '../errors.ts';

/** The remaining budget of one operation, shared by all of its calls. */
export interface OperationBudget {
  /** When its time is over, by `performance.now()`; null for what goes on over time. */
  deadline: number | null;
  /** Calls by which it may still read. */
  calls: number;
  /** Rows that it may still read. */
  rows: number;
  /** Bytes that responses may still have. */
  bytes: number;
  readonly limits: OperationLimits;
}

/** Bounds of one operation. */
export interface OperationLimits {
  /** Milliseconds from its arrival to its last call's end. */
  readonly timeout: number;
  /** Calls by which it may read: as many as its estimate may have, which knows little of how long child tables are. */
  readonly calls: number;
  /** Rows that it may read, those of child tables and reports included. */
  readonly rows: number;
  /** Bytes of all responses to its calls. */
  readonly bytes: number;
  /** Characters of its own answer. */
  readonly answer: number;
}

/** Begins an operation. @param arrivedAt when its request arrived, by `performance.now()`. */
export function startBudget(limits: OperationLimits, arrivedAt: number): OperationBudget {
  const { timeout, calls, rows, bytes } = limits;
  return { deadline: arrivedAt + timeout, calls, rows, bytes, limits };
}

/** Frees what goes on over time, such as a subscription: each of its calls has a time of its own. */
export function endBudget(budget: OperationBudget | undefined): void {
  if (budget === undefined) return;
  budget.deadline = null;
  freeCalls(budget);
  budget.rows = Number.POSITIVE_INFINITY;
  budget.bytes = Number.POSITIVE_INFINITY;
}

/** Frees the calls of what reads for many at once, such as the changes of a subscription: each has its own estimate. */
export function freeCalls(budget: OperationBudget | undefined): void {
  if (budget !== undefined) budget.calls = Number.POSITIVE_INFINITY;
}

/** The error of calls once the time of their operation is over. */
export function outOfTime({ limits }: OperationBudget): GatewayError {
  return new GatewayError('UPSTREAM_TIMEOUT', `The operation took longer than ${limits.timeout / 1000} s.`);
}

/** Takes one call from what an operation may read. @throws GatewayError `COST_EXCEEDED` if none is left. */
export function takeCall(budget: OperationBudget): void {
  budget.calls -= 1;
  if (budget.calls >= 0) return;
  const most = budget.limits.calls.toLocaleString('en');
  const message = `The operation made more than ${most} calls to the site. Ask for less at once.`;
  throw new GatewayError('COST_EXCEEDED', message, { field: 'calls' });
}

/** @throws GatewayError `COST_EXCEEDED` once an operation has read more than it may. */
export function assertWithin({ rows, bytes, limits }: OperationBudget): void {
  if (rows >= 0 && bytes >= 0) return;
  const [field, most] = rows < 0 ? ['rows', limits.rows] : ['bytes', limits.bytes];
  const message = `The operation read more than ${most.toLocaleString('en')} ${field} from the site. Ask for less at once.`;
  throw new GatewayError('COST_EXCEEDED', message, { field });
}
