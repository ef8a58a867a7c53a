import { badUserInput } from '../../errors.ts';
import type { BatchLimits } from '../../query/plan/batch-limits.ts';
import type { PageRequest } from '../../query/plan/page-request.ts';
import type { SortKey } from '../../query/plan/sort-order.ts';
import { decodeCursor, decodeOffset } from './cursors.ts';

/** The arguments that choose a page. */
export interface PageArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  offset?: number | null | undefined;
}

/**
 * Reads which page is wanted: `first` and `after`, `last` and `before`, or `first` and `offset`.
 *
 * @param isByOffset whether cursors are positions in the list.
 * @throws GatewayError `BAD_USER_INPUT` for any other mix, wrong numbers and foreign cursors.
 */
export function toPageRequest(
  given: PageArguments,
  orderBy: readonly SortKey[],
  limits: BatchLimits,
  isByOffset: boolean,
): PageRequest {
  const { first, after, last, before, offset } = given;
  const isBackward = isGiven(last) || isGiven(before);
  const forwardOnly = ['first', 'after', 'offset'] as const;
  const wrong = isBackward ? forwardOnly.find((name) => isGiven(given[name])) : undefined;
  if (wrong) throw badUserInput(`${wrong} cannot be used with last or before.`, wrong);
  if (isGiven(offset) && isGiven(after)) throw badUserInput('offset cannot be used with after.', 'offset');
  if (isGiven(before) && !isGiven(last)) throw badUserInput('before needs last.', 'before');
  if (isGiven(offset) && Number(offset) < 0) throw badUserInput('offset cannot be negative.', 'offset');
  if (isByOffset && isGiven(after)) {
    const behind = decodeOffset(String(after), 'after');
    return { size: toSize('first', first, limits), offset: behind, position: null, isBackward: false };
  }
  const cursor = isBackward ? before : after;
  return {
    size: isBackward ? toSize('last', last, limits) : toSize('first', first, limits),
    offset: offset ?? 0,
    position: isGiven(cursor) ? decodeCursor(String(cursor), orderBy, isBackward ? 'before' : 'after') : null,
    isBackward,
  };
}

/** How many rows an argument asks for. @throws GatewayError `BAD_USER_INPUT` for a number that cannot be. */
export function toSize(name: string, size: number | null | undefined, limits: BatchLimits): number {
  if (size === null || size === undefined) return limits.defaultPageSize;
  if (size < 0) throw badUserInput(`${name} cannot be negative.`, name);
  if (size > limits.maxPageSize) throw badUserInput(`${name} cannot be more than ${limits.maxPageSize}.`, name);
  return size;
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined;
}
