import { LEAF_REGIONS } from './shop-regions.ts';

/** The states of an order. */
export type OrderStatus = 'Draft' | 'Open' | 'Closed' | 'Cancelled';

/** Statuses that the recordings show, by order number; 7, 10, 13 and 14 are free and chosen. */
export const PINNED_STATUS: ReadonlyMap<number, OrderStatus> = new Map<number, OrderStatus>([
  ...numbered('Cancelled', [1, 2, 8]),
  ...numbered('Closed', [4, 11, 14, 128, 370]),
  ...numbered('Open', [5, 6, 9, 48, 68, 126, 4725]),
  ...numbered('Draft', [3, 7, 10, 12, 13, 15, 27, 58, 60, 61, 94, 194, 201]),
]);

/** Customers that the recordings show, by order number. */
export const PINNED_CUSTOMER: ReadonlyMap<number, number> = new Map([
  [1, 1168],
  [2, 1269],
  [3, 1674],
  [4, 1767],
  [5, 1401],
  [11, 1035],
  [12, 416],
  [15, 65],
  // The recorded customer 1 has five orders (one is the amendment), customer 15 has one.
  ...[150, 300, 450, 600].map((order) => [order, 1] as const),
  [900, 15],
]);

/** Regions that the recordings show or that their filters need, by order number. */
export const PINNED_REGION: ReadonlyMap<number, string> = new Map<number, string>([
  [48, 'North 1-A'],
  [58, 'North 1-A'],
  [60, 'South 1-A'],
  [61, 'North 1-A'],
  [68, 'South 1-E'],
  [128, 'Central 1-E'],
  [4725, 'North 2-A'],
  ...[...PINNED_CUSTOMER].map(
    ([order, customer]) => [order, String(LEAF_REGIONS[customer % LEAF_REGIONS.length])] as const,
  ),
]);

/** Order dates that the recordings show. */
export const PINNED_DATE: ReadonlyMap<number, string> = new Map([
  [1, '2026-02-23'],
  [2, '2026-06-08'],
  [3, '2025-09-22'],
  [4, '2025-12-21'],
  [5, '2025-01-06'],
  [6, '2026-04-06'],
  [9, '2025-01-17'],
  [94, '2025-01-20'],
]);

/** Times of the last change that the recordings show. */
export const PINNED_MODIFIED: ReadonlyMap<number, string> = new Map([
  [4, '2025-12-21 10:18:00'],
  [5, '2025-01-06 12:56:00'],
]);

/** Grand totals that the recordings show. */
export const PINNED_TOTAL: ReadonlyMap<number, number> = new Map([
  [4, 3412.08],
  [5, 4364.91],
]);

/** Orders for less than 100: the first ones that the recorded filter finds. */
export const CHEAP_ORDERS: ReadonlySet<number> = new Set([27, 61, 126]);

/** Orders with ITEM-0001: the first ones that the recorded filter finds. */
export const ORDERS_WITH_FIRST_ITEM: ReadonlySet<number> = new Set([194, 201, 370]);

/** Whether an order may be in a region: North is kept out of the first orders where a recording says so. */
export function mayBeIn(order: number, region: string): boolean {
  if (order <= 14 && region.startsWith('North')) return false;
  return order >= 61 || region !== 'North 1-A';
}

/** Whether an order may be of a customer. */
export function mayBeOf(order: number, customer: number, type: string): boolean {
  if (customer === 1 || customer === 15) return false;
  const isAcme = customer % 20 === 0;
  if (order <= 128 && isAcme !== [60, 68, 128].includes(order)) return false;
  if (order === 14) return type === 'Company';
  return order > 13 || type !== 'Company';
}

/** Whether an order may have a grand total. */
export function mayTotal(order: number, total: number): boolean {
  if (order <= 126 && total < 100) return false;
  if (order === 8 || order === 11) return total > 5000;
  return order > 10 || total <= 5000;
}

/** The index of a region among the leaves. */
export function regionIndex(region: string): number {
  return LEAF_REGIONS.indexOf(region);
}

function numbered(status: OrderStatus, orders: readonly number[]): (readonly [number, OrderStatus])[] {
  return orders.map((order) => [order, status] as const);
}
