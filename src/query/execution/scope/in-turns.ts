import { GatewayError } from '../../../errors.ts';
import { laneOf } from '../../../frappe/caller-lane.ts';
import { hasRoomForAnswer } from '../../../frappe/response-memory.ts';
import { LongWork } from '../../../turns.ts';
import type { RequestScope } from './request-scope.ts';

/** The first rows of a list, which are completed at once. A row with an error at each of its fields takes a while. */
const AT_ONCE = 5;

/** Bytes that the executor takes for a row: to wait for its turn, and to complete it. */
const ROW_BYTES = 1_000;

/** The work of the executor for an operation. */
const work = new WeakMap<RequestScope, LongWork>();

/**
 * Hands out the rows of a list one after the other, and lets others in between, so that completing a long list, or many
 * short ones, does not block others. All that they need of the site has been read: they wait for nothing else. The
 * executor keeps what it has completed until the last row is there, so an error stands in place of the rows for which
 * there is no memory.
 *
 * @returns the rows, or a promise of them if others have waited for long.
 * @throws GatewayError `OVERLOADED` if there is no memory for so many rows.
 */
export function inTurns<Item>(scope: RequestScope, rows: readonly Item[]): Handed<Item> | Promise<Handed<Item>> {
  if (rows.length === 0) return [];
  const own = work.get(scope) ?? new LongWork(laneOf(scope.caller));
  work.set(scope, own);
  return own.isDue ? own.rest().then(() => handOut(rows, own)) : handOut(rows, own);
}

type Handed<Item> = (Item | Promise<Item | GatewayError>)[];

/** The rows of all lists that wait for their turn. */
let waiting = 0;

function handOut<Item>(rows: readonly Item[], own: LongWork): Handed<Item> {
  if (rows.length <= AT_ONCE) return [...rows];
  if (!hasRoomForAnswer((waiting + rows.length) * ROW_BYTES)) throw outOfMemory();
  waiting += rows.length - AT_ONCE;
  let turn: Promise<GatewayError | null> = Promise.resolve(null);
  const nextTurn = async (refusal: GatewayError | null) => {
    if (own.isDue) await own.rest();
    waiting -= 1;
    return refusal ?? (hasRoomForAnswer(ROW_BYTES) ? null : outOfMemory());
  };
  return rows.map((row, index) => {
    if (index < AT_ONCE) return row;
    turn = turn.then(nextTurn);
    return turn.then((refusal) => refusal ?? row);
  });
}

function outOfMemory(): GatewayError {
  const message = 'The gateway is out of memory for the rows of this list. Ask for fewer at once, or try again.';
  return new GatewayError('OVERLOADED', message, { retryAfter: 1 });
}
