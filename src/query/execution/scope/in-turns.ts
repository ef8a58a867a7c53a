import { laneOf } from '../../../frappe/caller-lane.ts';
import { ownTurn } from '../../../turns.ts';
import type { RequestScope } from './request-scope.ts';

/** Rows that are completed in one turn. */
const AT_ONCE = 25;

/**
 * Hands out the rows of a list a few in each turn, so that completing a long list does not block others. All that they
 * need of the site has been read: they wait for nothing else.
 */
export function inTurns<Item>({ caller }: RequestScope, rows: readonly Item[]): (Item | Promise<Item>)[] {
  if (rows.length <= AT_ONCE) return [...rows];
  const lane = laneOf(caller);
  let turn: Promise<void> = Promise.resolve();
  return rows.map((row, index) => {
    if (index < AT_ONCE) return row;
    if (index % AT_ONCE === 0) turn = turn.then(() => ownTurn(lane));
    return turn.then(() => row);
  });
}
