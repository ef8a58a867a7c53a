import type { OrderStatus } from './order-rules.ts';

/** A line of an order. */
export interface PlannedItem {
  item: number;
  qty: number;
  rate: number;
  delivered: number;
}

/** A tax of an order. */
export interface PlannedTax {
  name: string;
  rate: number;
  amount: number;
}

/** An order before it becomes rows. */
export interface PlannedOrder {
  customer: number;
  orderDate: string;
  deliveryDate: string;
  creation: string;
  modified: string;
  owner: string;
  status: OrderStatus;
  priority: number;
  currency: string;
  discount: number;
  margin: number;
  source: string | null;
  items: PlannedItem[];
  taxes: PlannedTax[];
  taxTotal: number;
  grandTotal: number;
}
