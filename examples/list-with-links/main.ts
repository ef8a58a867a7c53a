import { type Caller, callerFromEnvironment, sendQuery } from '../send-query.ts';
import { OpenOrdersDocument, type OpenOrdersQuery } from './open-orders.generated.ts';

type Orders = NonNullable<OpenOrdersQuery['shopOrders']>['nodes'];
type Order = NonNullable<Orders>[number];

/** Reads open orders with their customers and items, and gives them as the lines of a table. */
export async function listOpenOrders(caller: Caller, first: number): Promise<string[]> {
  const { data, errors } = await sendQuery(caller, OpenOrdersDocument, { first });
  const orders = data?.shopOrders?.nodes;
  if (!orders) throw new Error(errors.map(({ message }) => message).join('\n'));
  return [toLine('Order', 'Date', 'Total', 'Customer', 'Items'), ...orders.map(orderLine)];
}

function orderLine(order: Order): string {
  const customer = [order.customer?.customer_name, order.customer?.region?.name].filter((part) => part != null);
  const items = (order.items ?? []).map(({ qty, item }) => `${qty ?? '?'} × ${item?.item_name ?? '?'}`);
  // A Decimal is text with the site's digits: it is printed as it is and never becomes a binary fraction.
  return toLine(order.name, order.order_date ?? '', order.grand_total ?? '', customer.join(', '), items.join(', '));
}

function toLine(name: string, date: string, total: string, customer: string, items: string): string {
  return `${name.padEnd(15)} ${date.padEnd(10)} ${total.padStart(10)}  ${customer.padEnd(32)} ${items}`.trimEnd();
}

if (import.meta.main) console.log((await listOpenOrders(callerFromEnvironment(), 10)).join('\n'));
