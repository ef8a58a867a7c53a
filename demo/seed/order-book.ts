import { REGION_TARGETS, STATUS_TARGETS, WHOLE_ORDERS } from './order-pins.ts';
import { addRounding, planOrder } from './order-plan.ts';
import { CHEAP_ORDERS, mayBeIn, type OrderStatus, PINNED_REGION, PINNED_STATUS, regionIndex } from './order-rules.ts';
import type { PlannedOrder } from './planned-order.ts';
import { roundTo, SeededRandom } from './seeded-random.ts';
import { customerRegion } from './shop-customers.ts';
import { LEAF_REGIONS } from './shop-regions.ts';

/** How many orders the full shop has, one amendment not counted. */
export const ORDER_COUNT = 5000;
/** Orders up to this number are the same at every scale; the others are scaled so that sums come out as recorded. */
const FIXED_ORDERS = 400;

const ALL_ITEM_ROWS = 15_147;
const AMENDED_LINES = 1;
const CANCELLED_IN_NORTH = 48;
const STATUSES = ['Cancelled', 'Closed', 'Draft', 'Open'] as const;

interface Slot {
  status: OrderStatus;
  region: string;
  lines: number;
}

/** The first `count` orders of the shop, in order of their numbers. */
export function planOrders(count: number): PlannedOrder[] {
  const slots = planSlots();
  const fixed = slots.slice(0, Math.min(count, FIXED_ORDERS)).map((slot, index) => plan(slot, index + 1, 1));
  return count <= FIXED_ORDERS ? fixed : [...fixed, ...planScaled(slots, fixed)].slice(0, count);
}

function plan(slot: Slot, number: number, factor: number): PlannedOrder {
  return planOrder(number, slot.status, regionIndex(slot.region), slot.lines, factor);
}

/** Status, region and number of lines of every order: the counts are the recorded ones. */
function planSlots(): Slot[] {
  const random = new SeededRandom(2026);
  const wanted: [string, OrderStatus][] = [];
  const slots: (Slot | undefined)[] = Array.from({ length: ORDER_COUNT });
  const statuses = spread(
    random,
    STATUSES.map((status) => [status, STATUS_TARGETS[status][0] - (status === 'Draft' ? 1 : 0)]),
  );
  const live = spread(
    random,
    Object.entries(REGION_TARGETS).map(([region, [orders]]) => [region, orders - (region === 'Central 1-B' ? 1 : 0)]),
  );
  const cancelled = spread(random, cancelledByRegion());
  take(statuses, [...PINNED_STATUS.values()]);
  const statusOf = slots.map((_, index) => PINNED_STATUS.get(index + 1) ?? (statuses.pop() as OrderStatus));
  for (const [number, region] of PINNED_REGION) take(statusOf[number - 1] === 'Cancelled' ? cancelled : live, [region]);
  for (let number = 1; number <= ORDER_COUNT; number += 1) {
    const status = statusOf[number - 1] as OrderStatus;
    const region = PINNED_REGION.get(number) ?? takeFitting(status === 'Cancelled' ? cancelled : live, number);
    wanted.push([region, status]);
  }
  return withLines(random, wanted);
}

function cancelledByRegion(): [string, number][] {
  const north = LEAF_REGIONS.filter((region) => region.startsWith('North'));
  const others = LEAF_REGIONS.filter((region) => !region.startsWith('North'));
  const share = (regions: readonly string[], total: number) =>
    regions.map((region, index): [string, number] => [region, Math.floor((total + index) / regions.length)]);
  return [...share(north, CANCELLED_IN_NORTH), ...share(others, STATUS_TARGETS.Cancelled[0] - CANCELLED_IN_NORTH)];
}

/** Each value as often as wanted, in a shuffled order. */
function spread<T>(random: SeededRandom, counts: readonly (readonly [T, number])[]): T[] {
  const values = counts.flatMap(([value, count]) => Array.from({ length: count }, () => value));
  for (let index = values.length - 1; index > 0; index -= 1) {
    const other = random.integer(0, index);
    [values[index], values[other]] = [values[other] as T, values[index] as T];
  }
  return values;
}

function take<T>(values: T[], taken: readonly T[]): void {
  for (const value of taken) values.splice(values.lastIndexOf(value), 1);
}

function takeFitting(regions: string[], number: number): string {
  for (let index = regions.length - 1; index >= 0; index -= 1) {
    const region = regions[index] as string;
    if (!mayBeIn(number, region)) continue;
    regions[index] = regions[regions.length - 1] as string;
    regions.pop();
    return region;
  }
  throw new Error(`No region is left for order ${number}.`);
}

function withLines(random: SeededRandom, wanted: [string, OrderStatus][]): Slot[] {
  const slots = wanted.map(([region, status], index) => {
    const lines = random.integer(1, 5);
    return { region, status, lines: fixedLines(index + 1) ?? lines };
  });
  let missing = ALL_ITEM_ROWS - AMENDED_LINES - slots.reduce((sum, slot) => sum + slot.lines, 0);
  for (let index = slots.length - 1; missing !== 0; index -= 1) {
    const slot = slots[index] as Slot;
    const step = Math.sign(missing);
    if (slot.lines + step < 1 || slot.lines + step > 6) continue;
    slot.lines += step;
    missing -= step;
  }
  return slots;
}

function fixedLines(number: number): number | undefined {
  return CHEAP_ORDERS.has(number) ? 1 : WHOLE_ORDERS.get(number)?.items.length;
}

/** Scales the orders after the fixed ones until the sums by region and by status are close, then evens out the cents. */
function planScaled(slots: Slot[], fixed: PlannedOrder[]): PlannedOrder[] {
  const scaled = slots.slice(FIXED_ORDERS);
  const byRegion = new Map(LEAF_REGIONS.map((region) => [region, 1]));
  const byStatus = new Map<OrderStatus, number>(STATUSES.map((status) => [status, 1]));
  const factor = (slot: Slot) =>
    (slot.status === 'Cancelled' ? 1 : (byRegion.get(slot.region) ?? 1)) * (byStatus.get(slot.status) ?? 1);
  const base = scaled.map((slot, index) => plan(slot, FIXED_ORDERS + index + 1, 1).grandTotal);
  for (let round = 0; round < 6; round += 1) {
    adjustFactors(scaled, base, factor, byRegion, regionNeeds(slots, fixed), (slot) =>
      slot.status === 'Cancelled' ? undefined : slot.region,
    );
    adjustFactors(scaled, base, factor, byStatus, statusNeeds(fixed), (slot) => slot.status);
  }
  const orders = scaled.map((slot, index) => plan(slot, FIXED_ORDERS + index + 1, factor(slot)));
  evenOut([...fixed, ...orders], slots);
  return orders;
}

function adjustFactors<K>(
  slots: Slot[],
  base: number[],
  factor: (slot: Slot) => number,
  factors: Map<K, number>,
  needs: Map<K, number>,
  keyOf: (slot: Slot) => K | undefined,
): void {
  const sums = new Map<K, number>();
  for (const [index, slot] of slots.entries()) {
    const key = keyOf(slot);
    if (key !== undefined) sums.set(key, (sums.get(key) ?? 0) + (base[index] ?? 0) * factor(slot));
  }
  for (const [key, need] of needs) factors.set(key, ((factors.get(key) ?? 1) * need) / (sums.get(key) ?? 1));
}

function regionNeeds(slots: Slot[], fixed: PlannedOrder[]): Map<string, number> {
  const needs = new Map(Object.entries(REGION_TARGETS).map(([region, [, total]]) => [region, total]));
  for (const [index, order] of fixed.entries()) {
    const slot = slots[index] as Slot;
    if (slot.status !== 'Cancelled') needs.set(slot.region, (needs.get(slot.region) ?? 0) - order.grandTotal);
  }
  needs.set('Central 1-B', (needs.get('Central 1-B') ?? 0) - AMENDED_TOTAL);
  return needs;
}

/** Grand total of the amendment that follows the numbered orders: a draft of customer 1. */
export const AMENDED_TOTAL = 1;

function statusNeeds(orders: PlannedOrder[]): Map<OrderStatus, number> {
  const needs = new Map<OrderStatus, number>(STATUSES.map((status) => [status, STATUS_TARGETS[status][1]]));
  for (const order of orders) needs.set(order.status, (needs.get(order.status) ?? 0) - order.grandTotal);
  needs.set('Draft', (needs.get('Draft') ?? 0) - AMENDED_TOTAL);
  return needs;
}

/** Puts what is missing on single orders: regions on open ones, then from open to the other states within a region. */
function evenOut(orders: PlannedOrder[], slots: Slot[]): void {
  const last = (status: OrderStatus, region?: string) => {
    const fits = (slot: Slot) => slot.status === status && (region === undefined || slot.region === region);
    const index = slots.findLastIndex(fits);
    return orders[index] as PlannedOrder;
  };
  for (const [region, need] of regionNeeds(slots, orders)) addRounding(last('Open', region), roundTo(need, 2));
  addRounding(last('Cancelled'), roundTo(statusNeeds(orders).get('Cancelled') ?? 0, 2));
  for (const status of ['Closed', 'Draft'] as const) {
    const need = roundTo(statusNeeds(orders).get(status) ?? 0, 2);
    const order = last(status);
    const region = LEAF_REGIONS[customerRegion(order.customer)];
    addRounding(order, need);
    addRounding(last('Open', region), -need);
  }
}
