import { expect } from 'vitest';
import type { ContractCase } from '../../contract-case.ts';
import { createErpnextUser, type ErpnextUser } from './erpnext-user.ts';
import { prepareTrade, store, type Trade } from './trade.ts';

const QTY = 4;
const RATE = '25';

/** From an order to its payment, typed, with rows that are linked to the rows they come from. */
export const ORDER_TO_CASH_CASES: readonly ContractCase[] = [
  {
    name: 'an order that is delivered, invoiced and paid through the gateway ends as one from the Desk',
    needsApp: 'erpnext',
    timeout: 240_000,
    run: async (site) => {
      const user = await createErpnextUser(site);
      const trade = await prepareTrade(user);
      const typed = await sellTyped(user, trade);
      const desk = await sellAtDesk(user, trade);
      expect(await readOutcome(user, typed)).toEqual(await readOutcome(user, desk));
      expect(await readOutcome(user, typed)).toMatchObject(PAID);
      const made = await sellMade(user, trade);
      expect(await readOutcome(user, made)).toMatchObject(PAID);
      expect(await readOutcome(user, made)).toEqual(await readOutcome(user, desk));
      expect(await readTables(user, made)).toEqual(await readTables(user, desk));
      expect(await readPayments(user, trade)).toEqual([made, desk, typed].map(({ payment }) => payment).sort());
    },
  },
];

const PAID = {
  order: { status: 'Completed', per_billed: 100, per_delivered: 100 },
  delivery: { status: 'Completed', per_billed: 100 },
  invoice: { status: 'Paid', outstanding_amount: '0.0' },
};

/** The names of the documents of one sale. */
interface Sale {
  order: string;
  delivery: string;
  invoice: string;
  payment: string;
}

async function sellTyped(user: ErpnextUser, trade: Trade): Promise<Sale> {
  const { company, customer, warehouse, day } = trade;
  const head = { company, customer };
  const goods = { item_code: trade.item, qty: QTY, rate: RATE };
  const order = await store(user, 'SalesOrder', { ...head, delivery_date: day, items: [{ ...goods, warehouse }] });
  const ordered = { so_detail: order.rows[0] };
  const delivery = await store(user, 'DeliveryNote', {
    ...head,
    items: [{ ...goods, ...ordered, warehouse, against_sales_order: order.name }],
  });
  const delivered = { delivery_note: delivery.name, dn_detail: delivery.rows[0] };
  const invoice = await store(user, 'SalesInvoice', {
    ...head,
    items: [{ ...goods, ...ordered, ...delivered, sales_order: order.name }],
  });
  const total = String(QTY * Number(RATE));
  const payment = await store(user, 'PaymentEntry', {
    payment_type: 'Receive',
    company,
    party_type: 'Customer',
    party: customer,
    paid_from: trade.debtors,
    paid_to: trade.cash,
    paid_amount: total,
    received_amount: total,
    source_exchange_rate: 1,
    target_exchange_rate: 1,
    references: [{ reference_doctype: 'Sales Invoice', reference_name: invoice.name, allocated_amount: total }],
  });
  return { order: order.name, delivery: delivery.name, invoice: invoice.name, payment: payment.name };
}

/** Each document made from the one before it, the first one from a form that the site mapped. */
async function sellMade(user: ErpnextUser, trade: Trade): Promise<Sale> {
  const { company, customer, warehouse, day } = trade;
  const items = [{ item_code: trade.item, qty: QTY, rate: RATE, warehouse }];
  const order = await store(user, 'SalesOrder', { company, customer, delivery_date: day, items });
  const { unsavedDeliveryNote: unsaved } = await user.ask(
    `query ($from: ID!) {
      unsavedDeliveryNote(from: $from, fromDoctype: "Sales Order") {
        name customer { name } items { qty against_sales_order { name } so_detail item_code { name } }
      }
    }`,
    { from: order.name },
  );
  expect(unsaved).toEqual({
    name: 'new-delivery-note-1',
    customer: { name: customer },
    items: [
      {
        qty: QTY,
        against_sales_order: { name: order.name },
        so_detail: order.rows[0],
        item_code: { name: trade.item },
      },
    ],
  });
  const form = await user.desk(`${ORDER_METHODS}.make_delivery_note`, { source_name: order.name });
  const { createDeliveryNote } = await user.ask(
    'mutation ($form: JSON) { createDeliveryNote(from: $form) { deliveryNote { name } messages { title text } } }',
    { form },
  );
  const delivery = createDeliveryNote.deliveryNote.name;
  await user.ask('mutation ($name: ID!) { submitDeliveryNote(name: $name) { deliveryNote { name } } }', {
    name: delivery,
  });
  const made = await user.ask(
    `mutation ($from: ID!) {
      makeSalesInvoice(from: $from, submit: true) { salesInvoice { name docstatus } messages { title text } }
    }`,
    { from: delivery },
  );
  const invoice = made.makeSalesInvoice.salesInvoice.name;
  const paid = await user.ask(
    `mutation ($from: ID!, $set: PaymentEntryInput) {
      makePaymentEntry(from: $from, fromDoctype: "Sales Invoice", set: $set, submit: true) {
        paymentEntry { name docstatus } messages { title text }
      }
    }`,
    { from: invoice, set: { paid_to: trade.cash } },
  );
  const messages = [createDeliveryNote, made.makeSalesInvoice, paid.makePaymentEntry].flatMap((one) => one.messages);
  expect(messages.filter(({ title }) => title === 'Stored otherwise' || title === 'Not taken over')).toEqual([]);
  return { order: order.name, delivery, invoice, payment: paid.makePaymentEntry.paymentEntry.name };
}

/** Payments of the customer, found by the Dynamic Link that leads to them. */
async function readPayments(user: ErpnextUser, { customer }: Trade): Promise<string[]> {
  const found = await user.ask(
    `query ($customer: ID!) {
      customer(name: $customer) { _meta { backlinks {
        paymentEntriesByParty(orderBy: [{ name: ASC }]) { nodes { name } }
        addressesByLinksLinkName { totalCount }
        contactsByLinksLinkName { totalCount }
      } } }
    }`,
    { customer },
  );
  const { backlinks } = found.customer._meta;
  expect(backlinks.addressesByLinksLinkName.totalCount).toBe(0);
  return backlinks.paymentEntriesByParty.nodes.map(({ name }: { name: string }) => name);
}

/** Columns of a delivery that the Desk's mapping fills. */
function readTables(user: ErpnextUser, { delivery }: Sale): Promise<unknown> {
  return user.ask(
    `query ($delivery: ID!) {
      deliveryNote(name: $delivery) {
        customer_name currency { name } selling_price_list { name } conversion_rate grand_total in_words
        items { item_name description uom { name } conversion_factor rate base_rate amount stock_uom { name } cost_center { name } }
      }
    }`,
    { delivery },
  );
}

const ORDER_METHODS = 'erpnext.selling.doctype.sales_order.sales_order';
const DELIVERY_METHODS = 'erpnext.stock.doctype.delivery_note.delivery_note';
const PAYMENT_METHODS = 'erpnext.accounts.doctype.payment_entry.payment_entry';

async function sellAtDesk(user: ErpnextUser, trade: Trade): Promise<Sale> {
  const save = async (doc: object): Promise<string> => {
    const saved = await user.desk('frappe.client.insert', { doc });
    return (await user.desk('frappe.client.submit', { doc: saved })).name;
  };
  const items = [{ item_code: trade.item, qty: QTY, rate: Number(RATE), warehouse: trade.warehouse }];
  const head = { company: trade.company, customer: trade.customer };
  const order = await save({ doctype: 'Sales Order', ...head, delivery_date: trade.day, items });
  const delivery = await save(await user.desk(`${ORDER_METHODS}.make_delivery_note`, { source_name: order }));
  const invoice = await save(await user.desk(`${DELIVERY_METHODS}.make_sales_invoice`, { source_name: delivery }));
  const payment = await save({
    ...(await user.desk(`${PAYMENT_METHODS}.get_payment_entry`, { dt: 'Sales Invoice', dn: invoice })),
    paid_to: trade.cash,
  });
  return { order, delivery, invoice, payment };
}

/** What the documents of a sale say of each other, without their names. */
function readOutcome(user: ErpnextUser, sale: Sale): Promise<unknown> {
  return user.ask(
    `query ($order: ID!, $delivery: ID!, $invoice: ID!, $payment: ID!) {
      order: salesOrder(name: $order) {
        status per_billed per_delivered billing_status delivery_status items { delivered_qty billed_amt }
      }
      delivery: deliveryNote(name: $delivery) { status per_billed items { billed_amt } }
      invoice: salesInvoice(name: $invoice) { status outstanding_amount }
      payment: paymentEntry(name: $payment) { status unallocated_amount total_allocated_amount }
    }`,
    { ...sale },
  );
}
