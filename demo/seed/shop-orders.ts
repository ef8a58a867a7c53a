import type { Row } from '../database/demo-database.ts';
import { AMENDED_TOTAL } from './order-book.ts';
import { netTotal } from './order-plan.ts';
import type { PlannedOrder } from './planned-order.ts';
import { rowName } from './row-names.ts';
import { roundTo } from './seeded-random.ts';
import { customerName, customerRegion, customerTitle } from './shop-customers.ts';
import { itemName } from './shop-items.ts';
import { LEAF_REGIONS } from './shop-regions.ts';

const DOCSTATUS = { Draft: 0, Open: 1, Closed: 1, Cancelled: 2 } as const;
const CREATED = '2026-11-21 06:35:13.268938';

/** The rows of an order and of its tables. */
export interface OrderRows {
  order: Row;
  items: Row[];
  taxes: Row[];
}

/** Turns a planned order into rows. */
export function orderRows(number: number, plan: PlannedOrder): OrderRows {
  const name = `SO-2026-${String(number).padStart(5, '0')}`;
  return { order: orderRow(number, name, plan), items: itemRows(name, plan), taxes: taxRows(name, plan) };
}

/** A draft that amends a cancelled order: the recorded site has one more order than numbers. */
export function amendmentRows(amended: Row): OrderRows {
  const name = `${String(amended.name)}-1`;
  const plan = { items: [{ item: 1, qty: 1, rate: AMENDED_TOTAL, delivered: 0 }], status: 'Draft' as const };
  const order = {
    ...amended,
    name,
    amended_from: amended.name,
    customer: customerName(1),
    customer_name: customerTitle(1),
    region: LEAF_REGIONS[1],
    docstatus: 0,
    status: 'Draft',
    submitted_by_user: null,
    discount_percentage: 0,
    total_qty: 1,
    net_total: AMENDED_TOTAL,
    tax_total: 0,
    grand_total: AMENDED_TOTAL,
  };
  return { order, items: itemRows(name, plan), taxes: [] };
}

function orderRow(number: number, name: string, plan: PlannedOrder): Row {
  return {
    name,
    owner: plan.owner,
    creation: plan.creation,
    modified: plan.modified,
    modified_by: 'Administrator',
    docstatus: DOCSTATUS[plan.status],
    idx: 0,
    naming_series: 'SO-.YYYY.-.#####',
    customer: customerName(plan.customer),
    customer_name: customerTitle(plan.customer),
    region: LEAF_REGIONS[customerRegion(plan.customer)],
    order_date: plan.orderDate,
    delivery_date: plan.deliveryDate,
    status: plan.status,
    custom_priority: plan.priority,
    currency: plan.currency,
    discount_percentage: plan.discount,
    total_qty: plan.items.reduce((sum, line) => sum + line.qty, 0),
    net_total: netTotal(plan.items),
    tax_total: plan.taxTotal,
    grand_total: plan.grandTotal,
    margin_amount: plan.margin,
    internal_note: `internal ${number - 1}`,
    delivery_note: number === 11 ? 'left at door' : null,
    source_type: plan.source ? 'Shop Customer' : null,
    source: plan.source,
    submitted_by_user: plan.status === 'Draft' ? null : 'Administrator',
    amended_from: null,
  };
}

function itemRows(name: string, plan: Pick<PlannedOrder, 'items' | 'status'>): Row[] {
  return plan.items.map((line, index) => ({
    ...childOf(name, 'items', index, plan),
    item: itemName(line.item),
    item_name: `Item ${line.item}`,
    qty: line.qty,
    rate: line.rate,
    custom_serial_no: null,
    amount: roundTo(line.qty * line.rate, 2),
    delivered: line.delivered,
    warehouse_note: null,
    cost: roundTo(line.rate * 0.6, 2),
  }));
}

function taxRows(name: string, plan: PlannedOrder): Row[] {
  return plan.taxes.map((tax, index) => ({
    ...childOf(name, 'taxes', index, plan),
    tax_name: tax.name,
    tax_rate: tax.rate,
    tax_amount: tax.amount,
  }));
}

function childOf(name: string, parentfield: string, index: number, plan: Pick<PlannedOrder, 'status'>): Row {
  return {
    name: rowName(`${name}/${parentfield}/${index}`),
    owner: 'Administrator',
    creation: CREATED,
    modified: CREATED,
    modified_by: 'Administrator',
    docstatus: DOCSTATUS[plan.status],
    idx: index + 1,
    parent: name,
    parentfield,
    parenttype: 'Shop Order',
  };
}
