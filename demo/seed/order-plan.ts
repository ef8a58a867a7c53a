import { WHOLE_ORDERS } from './order-pins.ts';
import type { OrderStatus } from './order-rules.ts';
import {
  CHEAP_ORDERS,
  mayBeOf,
  mayTotal,
  ORDERS_WITH_FIRST_ITEM,
  PINNED_CUSTOMER,
  PINNED_DATE,
  PINNED_MODIFIED,
  PINNED_TOTAL,
} from './order-rules.ts';
import type { PlannedItem, PlannedOrder } from './planned-order.ts';
import { roundTo, SeededRandom } from './seeded-random.ts';
import { CUSTOMER_COUNT, customerName, customerType } from './shop-customers.ts';
import { itemRate } from './shop-items.ts';
import { LEAF_REGIONS } from './shop-regions.ts';

const OWNERS = ['Administrator', 'alice@example.com', 'carol@example.com'] as const;
const CURRENCIES = ['EUR', 'EUR', 'EUR', 'USD'] as const;
const DISCOUNTS = [0, 0, 5, 12.5] as const;
const QUANTITIES = [0.5, 1, 2, 3, 10] as const;

/** Plans the order with that number. `factor` scales its rates, so that sums come out as recorded. */
export function planOrder(
  number: number,
  status: OrderStatus,
  region: number,
  lines: number,
  factor: number,
): PlannedOrder {
  const whole = WHOLE_ORDERS.get(number);
  if (whole) return whole;
  for (let attempt = 0; ; attempt += 1) {
    const random = new SeededRandom(number * 1000 + attempt);
    const customer = chooseCustomer(random, number, region);
    const items = planItems(random, number, lines, factor);
    const order = withTotals({ ...draft(random, number, customer, status), items }, random);
    const total = PINNED_TOTAL.get(number);
    if (total !== undefined) return withPinnedTotal(number, order, total);
    if (mayTotal(number, order.grandTotal) || CHEAP_ORDERS.has(number)) return order;
  }
}

/** Adds an amount to an order as a tax of its own. */
export function addRounding(order: PlannedOrder, amount: number): void {
  if (Math.abs(amount) < 0.005) return;
  order.taxes.push({ name: 'Rounding', rate: 0, amount: roundTo(amount, 2) });
  order.taxTotal = roundTo(order.taxTotal + amount, 2);
  order.grandTotal = roundTo(order.grandTotal + amount, 2);
}

function chooseCustomer(random: SeededRandom, number: number, region: number): number {
  const pinned = PINNED_CUSTOMER.get(number);
  if (pinned !== undefined) return pinned;
  const inRegion = Math.ceil((CUSTOMER_COUNT - region) / LEAF_REGIONS.length);
  const first = random.integer(0, inRegion - 1);
  for (let step = 0; step < inRegion; step += 1) {
    const customer = region + LEAF_REGIONS.length * ((first + step) % inRegion);
    if (mayBeOf(number, customer, customerType(customer))) return customer;
  }
  return region + LEAF_REGIONS.length * first;
}

function draft(random: SeededRandom, number: number, customer: number, status: OrderStatus) {
  const orderDate = planDate(random, number);
  const minutes = random.integer(0, 18 * 60);
  return {
    customer,
    orderDate,
    deliveryDate: addDays(orderDate, random.integer(1, 30)),
    creation: `${orderDate} ${clock(minutes)}`,
    modified: PINNED_MODIFIED.get(number) ?? `${orderDate} ${clock(minutes + 60 * random.integer(0, 5))}`,
    owner: random.choice(OWNERS),
    status,
    priority: random.integer(1, 5),
    currency: [1, 5, 6].includes(number) ? 'EUR' : random.choice(CURRENCIES),
    discount: random.choice(DISCOUNTS),
    margin: number === 4725 ? 100 : number === 11 ? 88.8 : random.number(0, 99.9, 2),
    source: random.next() < 0.5 ? customerName(random.integer(0, CUSTOMER_COUNT - 1)) : null,
  };
}

function planDate(random: SeededRandom, number: number): string {
  const pinned = PINNED_DATE.get(number);
  // January 2025 is kept out of the first orders: the recorded filter finds 5, 9 and 94 there.
  const day = random.integer(number <= 94 ? 31 : 0, 640);
  return pinned ?? addDays('2025-01-01', day);
}

function planItems(random: SeededRandom, number: number, lines: number, factor: number): PlannedItem[] {
  if (CHEAP_ORDERS.has(number)) return [{ item: 370, qty: 0.5, rate: itemRate(370), delivered: 0 }];
  return Array.from({ length: lines }, (_, index) => {
    const needsFirst = index === 0 && ORDERS_WITH_FIRST_ITEM.has(number);
    const item = needsFirst ? 1 : random.integer(number <= 370 ? 2 : 1, 499);
    return {
      item,
      qty: random.choice(QUANTITIES),
      rate: roundTo(itemRate(item) * factor, 2),
      delivered: random.integer(0, 1),
    };
  });
}

function withTotals(
  order: Omit<PlannedOrder, 'taxes' | 'taxTotal' | 'grandTotal'>,
  random: SeededRandom,
): PlannedOrder {
  const net = netTotal(order.items);
  const discounted = roundTo(net * (1 - order.discount / 100), 2);
  const rates: [string, number][] = [
    ['VAT', random.choice([7, 19])],
    ...(random.next() < 0.3 ? [['Eco', 1] as [string, number]] : []),
  ];
  const taxes = rates.map(([name, rate]) => ({ name, rate, amount: roundTo((discounted * rate) / 100, 2) }));
  const taxTotal = roundTo(
    taxes.reduce((sum, tax) => sum + tax.amount, 0),
    2,
  );
  return { ...order, taxes, taxTotal, grandTotal: roundTo(discounted + taxTotal, 2) };
}

/** The sum of the lines. */
export function netTotal(items: readonly PlannedItem[]): number {
  return roundTo(
    items.reduce((sum, line) => sum + roundTo(line.qty * line.rate, 2), 0),
    2,
  );
}

/** Scales the rates so that the order comes out at the recorded total. */
function withPinnedTotal(number: number, order: PlannedOrder, total: number): PlannedOrder {
  const factor = total / order.grandTotal;
  const items = order.items.map((line) => ({ ...line, rate: roundTo(line.rate * factor, 2) }));
  const scaled = withTotals({ ...order, items }, new SeededRandom(number));
  addRounding(scaled, total - scaled.grandTotal);
  return scaled;
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`;
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
