import { badUserInput } from '../../errors.ts';
import { positionOf, toTotalOrder } from '../../query/execution/paging/keyset.ts';
import type { ListPage } from '../../query/execution/paging/list-page.ts';
import type { Position } from '../../query/plan/page-request.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import type { SortKey } from '../../query/plan/sort-order.ts';
import { decodeToken, encodeToken } from '../model/json-token.ts';

/** Makes the cursor of a row of a page, by its index. */
export function cursorAt(page: ListPage, index: number): string | null {
  const row = page.rows.at(index);
  if (row === undefined) return null;
  const { offset, rows } = page;
  return offset === undefined
    ? encodeCursor(row, page.orderBy)
    : encodeOffset(offset + (index < 0 ? rows.length + index : index));
}

/** The marker in place of an order, in a cursor that is a position. */
const BY_OFFSET = '#';

function encodeOffset(offset: number): string {
  return encodeToken([BY_OFFSET, offset]);
}

/** @returns how many documents there are up to a cursor. @throws GatewayError `BAD_USER_INPUT` */
export function decodeOffset(cursor: string, argument: string): number {
  const [order, offset] = parse(cursor) ?? [];
  if (order === BY_OFFSET && Number.isSafeInteger(offset) && Number(offset) >= 0) return Number(offset) + 1;
  throw badUserInput(`${argument} is not a cursor of this API.`, argument);
}

/**
 * Makes the cursor of a row: its values under the sort keys and its name, so that it outlives inserts and deletions.
 */
export function encodeCursor(row: Row, orderBy: readonly SortKey[]): string {
  const keys = toTotalOrder(orderBy);
  return encodeToken([orderOf(keys), ...positionOf(row, keys)]);
}

/** @throws GatewayError `BAD_USER_INPUT` for a cursor that does not fit the order. */
export function decodeCursor(cursor: string, orderBy: readonly SortKey[], argument: string): Position {
  const keys = toTotalOrder(orderBy);
  const parts = parse(cursor);
  if (parts === null) throw badUserInput(`${argument} is not a cursor of this API.`, argument);
  const [order, ...position] = parts;
  if (order !== orderOf(keys) || position.length !== keys.length) {
    throw badUserInput(`${argument} is a cursor of another order.`, argument);
  }
  return position as Position;
}

function orderOf(keys: readonly SortKey[]): string {
  return keys.map((key) => `${key.fieldname} ${key.direction}`).join();
}

function isPart(part: unknown): boolean {
  return part === null || typeof part === 'string' || (typeof part === 'number' && Number.isFinite(part));
}

function parse(cursor: string): unknown[] | null {
  const parts = decodeToken(cursor);
  // The last part is the name, which no row is without.
  return parts?.every(isPart) && parts.at(-1) !== null ? parts : null;
}
