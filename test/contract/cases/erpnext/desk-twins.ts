import { expect } from 'vitest';
import { orderToCash } from '../../../../examples/order-to-cash/main.ts';
import type { ContractCase } from '../../contract-case.ts';
import { createErpnextUser, type ErpnextUser } from './erpnext-user.ts';
import { prepareTrade, store, type Trade } from './trade.ts';

/** Flows that are run twice, through the gateway and as the Desk does: what the documents say at the end is the same. */
export const DESK_TWIN_CASES: readonly ContractCase[] = [
  {
    name: 'a quotation that is ordered, delivered, paid and credited ends as one from the Desk',
    needsApp: 'erpnext',
    timeout: 300_000,
    run: async (site) => {
      const user = await createErpnextUser(site);
      const trade = await prepareTrade(user);
      const typed = await orderToCash({ url: site.url, authorization: user.authorization }, trade);
      const outcome = await readSale(user, { ...typed });
      expect(outcome).toEqual(await readSale(user, await sellAtDesk(user, trade)));
      expect(outcome).toMatchObject({
        quotation: { status: 'Ordered' },
        credit: { status: 'Return', is_return: true },
      });
    },
  },
  {
    name: 'goods that are ordered, received, billed and paid end as those from the Desk',
    needsApp: 'erpnext',
    timeout: 300_000,
    run: async (site) => {
      const user = await createErpnextUser(site);
      const trade = await prepareTrade(user);
      const supplier = await createSupplier(user);
      const outcome = await readPurchase(user, await buyTyped(user, trade, supplier));
      expect(outcome).toEqual(await readPurchase(user, await buyAtDesk(user, trade, supplier)));
      expect(outcome).toMatchObject({
        order: { status: 'Completed', per_received: 100, per_billed: 100 },
        invoice: { status: 'Paid', outstanding_amount: '0.0' },
      });
    },
  },
  {
    name: 'a stock entry and a journal entry book what those from the Desk book',
    needsApp: 'erpnext',
    timeout: 240_000,
    run: async (site) => {
      const user = await createErpnextUser(site);
      const trade = await prepareTrade(user);
      const receipt = receiptOf(trade);
      const journal = await journalOf(user, trade);
      const typed = {
        entry: (await store(user, 'StockEntry', receipt)).name,
        journal: (await store(user, 'JournalEntry', { ...journal, voucher_type: 'Journal_Entry' })).name,
      };
      const desk = {
        entry: await saveAtDesk(user, { doctype: 'Stock Entry', ...receipt }),
        journal: await saveAtDesk(user, { doctype: 'Journal Entry', voucher_type: 'Journal Entry', ...journal }),
      };
      const booked = await readBooks(user, typed);
      expect(booked).toEqual(await readBooks(user, desk));
      expect(booked).toMatchObject({
        movements: { nodes: [{ actual_qty: 2, stock_value_difference: '20.0' }] },
        bookings: { nodes: [{ debit: '7.5' }, { credit: '7.5' }] },
      });
    },
  },
];

const SELLING = 'erpnext.selling.doctype';
const INVOICES = 'erpnext.accounts.doctype';
const STOCK = 'erpnext.stock.doctype';
const ENTRY = `${INVOICES}.payment_entry.payment_entry.get_payment_entry`;

/** Saves and submits a document as the Desk does. */
async function saveAtDesk(user: ErpnextUser, doc: object): Promise<string> {
  const saved = await user.desk('frappe.client.insert', { doc });
  return (await user.desk('frappe.client.submit', { doc: saved })).name;
}

interface Sale {
  quotation: string;
  order: string;
  delivery: string;
  invoice: string;
  payment: string;
  credit: string;
}

async function sellAtDesk(user: ErpnextUser, trade: Trade): Promise<Sale> {
  const made = async (method: string, source_name: string, more: object = {}) =>
    saveAtDesk(user, { ...(await user.desk(method, { source_name })), ...more });
  const items = [{ item_code: trade.item, qty: 4, rate: 25, warehouse: trade.warehouse }];
  const quotation = await saveAtDesk(user, {
    ...{ doctype: 'Quotation', company: trade.company, items },
    ...{ quotation_to: 'Customer', party_name: trade.customer },
  });
  const order = await made(`${SELLING}.quotation.quotation.make_sales_order`, quotation, { delivery_date: trade.day });
  const delivery = await made(`${SELLING}.sales_order.sales_order.make_delivery_note`, order);
  const invoice = await made(`${STOCK}.delivery_note.delivery_note.make_sales_invoice`, delivery);
  const payment = await saveAtDesk(user, {
    ...(await user.desk(ENTRY, { dt: 'Sales Invoice', dn: invoice })),
    paid_to: trade.cash,
  });
  const credit = await made(`${INVOICES}.sales_invoice.sales_invoice.make_sales_return`, invoice);
  return { quotation, order, delivery, invoice, payment, credit };
}

/** What the documents of a sale say of each other, without their names. */
async function readSale(user: ErpnextUser, sale: Sale): Promise<unknown> {
  const { quotation, order, delivery, invoice, payment, credit } = sale;
  const read = await user.ask(
    `query ($quotation: ID!, $order: ID!, $delivery: ID!, $invoice: ID!, $payment: ID!, $credit: ID!) {
      quotation: quotation(name: $quotation) { status order_type grand_total }
      order: salesOrder(name: $order) {
        status per_billed per_delivered billing_status delivery_status items { delivered_qty billed_amt prevdoc_docname { name } }
      }
      delivery: deliveryNote(name: $delivery) {
        status per_billed items { billed_amt against_sales_order { name } so_detail }
      }
      invoice: salesInvoice(name: $invoice) {
        status outstanding_amount items { sales_order { name } delivery_note { name } }
      }
      payment: paymentEntry(name: $payment) {
        status unallocated_amount total_allocated_amount references { reference_name { name } allocated_amount }
      }
      credit: salesInvoice(name: $credit) {
        status is_return grand_total outstanding_amount return_against { name } items { qty }
      }
    }`,
    { quotation, order, delivery, invoice, payment, credit },
  );
  const names = Object.entries({ quotation, order, delivery, invoice });
  return JSON.parse(JSON.stringify(read), (key, value) => {
    if (key === 'so_detail') return value === null ? null : 'a row';
    return names.find(([, name]) => name === value)?.[0] ?? value;
  });
}

async function createSupplier(user: ErpnextUser): Promise<string> {
  const { supplierGroups } = await user.ask(
    '{ supplierGroups(first: 1, filter: { is_group: { eq: false } }) { nodes { name } } }',
  );
  const { createSupplier: created } = await user.ask(
    'mutation ($input: SupplierInput) { createSupplier(input: $input) { supplier { name } } }',
    { input: { supplier_name: `E15-${process.pid}-${Date.now()}`, supplier_group: supplierGroups.nodes[0].name } },
  );
  return created.supplier.name;
}

interface Purchase {
  order: string;
  receipt: string;
  invoice: string;
  payment: string;
}

async function buyTyped(user: ErpnextUser, trade: Trade, supplier: string): Promise<Purchase> {
  const { company, item, warehouse, day, cash } = trade;
  const items = [{ item_code: item, qty: 3, rate: '8', warehouse, schedule_date: day }];
  const order = await store(user, 'PurchaseOrder', { company, supplier, schedule_date: day, items });
  const received = await user.ask(
    `mutation ($from: ID!) {
      makePurchaseReceipt(from: $from, fromDoctype: "Purchase Order", submit: true) { purchaseReceipt { name } }
    }`,
    { from: order.name },
  );
  const receipt = received.makePurchaseReceipt.purchaseReceipt.name;
  const billed = await user.ask(
    `mutation ($from: ID!) {
      makePurchaseInvoice(from: $from, fromDoctype: "Purchase Receipt", submit: true) { purchaseInvoice { name } }
    }`,
    { from: receipt },
  );
  const invoice = billed.makePurchaseInvoice.purchaseInvoice.name;
  const paid = await user.ask(
    `mutation ($from: ID!, $set: PaymentEntryInput) {
      makePaymentEntry(from: $from, fromDoctype: "Purchase Invoice", set: $set, submit: true) { paymentEntry { name } }
    }`,
    { from: invoice, set: { paid_from: cash } },
  );
  return { order: order.name, receipt, invoice, payment: paid.makePaymentEntry.paymentEntry.name };
}

async function buyAtDesk(user: ErpnextUser, trade: Trade, supplier: string): Promise<Purchase> {
  const { company, item, warehouse, day, cash } = trade;
  const items = [{ item_code: item, qty: 3, rate: 8, warehouse, schedule_date: day }];
  const order = await saveAtDesk(user, { doctype: 'Purchase Order', company, supplier, schedule_date: day, items });
  const toReceipt = 'erpnext.buying.doctype.purchase_order.purchase_order.make_purchase_receipt';
  const receipt = await saveAtDesk(user, await user.desk(toReceipt, { source_name: order }));
  const toInvoice = `${STOCK}.purchase_receipt.purchase_receipt.make_purchase_invoice`;
  const invoice = await saveAtDesk(user, await user.desk(toInvoice, { source_name: receipt }));
  const mapped = await user.desk(ENTRY, { dt: 'Purchase Invoice', dn: invoice });
  return { order, receipt, invoice, payment: await saveAtDesk(user, { ...mapped, paid_from: cash }) };
}

/** What the documents of a purchase say of each other, without their names. */
async function readPurchase(user: ErpnextUser, purchase: Purchase): Promise<unknown> {
  const read = await user.ask(
    `query ($order: ID!, $receipt: ID!, $invoice: ID!, $payment: ID!) {
      order: purchaseOrder(name: $order) { status per_received per_billed items { received_qty billed_amt } }
      receipt: purchaseReceipt(name: $receipt) { status per_billed items { purchase_order { name } billed_amt } }
      invoice: purchaseInvoice(name: $invoice) {
        status outstanding_amount items { purchase_order { name } purchase_receipt { name } }
      }
      payment: paymentEntry(name: $payment) {
        status total_allocated_amount unallocated_amount references { reference_name { name } }
      }
    }`,
    { ...purchase },
  );
  const names = Object.entries(purchase);
  return JSON.parse(JSON.stringify(read), (_, value) => names.find(([, name]) => name === value)?.[0] ?? value);
}

function receiptOf({ company, item, warehouse }: Trade) {
  const items = [{ item_code: item, qty: 2, t_warehouse: warehouse, basic_rate: 10 }];
  return { stock_entry_type: 'Material Receipt', company, items };
}

/** Money from the till for an expense. */
async function journalOf(user: ErpnextUser, { company, cash, day }: Trade) {
  const { accounts, companies } = await user.ask(
    `query ($company: ID!) {
      accounts(
        filter: { company: { eq: $company }, root_type: { eq: Expense }, is_group: { eq: false }, account_type: { isSet: false } }
        orderBy: [{ name: ASC }], first: 1
      ) { nodes { name } }
      companies(filter: { name: { eq: $company } }) { nodes { cost_center { name } } }
    }`,
    { company },
  );
  const cost_center = companies.nodes[0].cost_center.name;
  const rows = [
    { account: accounts.nodes[0].name, debit_in_account_currency: '7.5', cost_center },
    { account: cash, credit_in_account_currency: '7.5', cost_center },
  ];
  return { company, posting_date: day, accounts: rows };
}

/** What was booked for the documents, without their names. */
async function readBooks(user: ErpnextUser, names: { entry: string; journal: string }): Promise<unknown> {
  return user.ask(
    `query ($entry: ID!, $journal: ID!) {
      entry: stockEntry(name: $entry) { docstatus purpose total_incoming_value items { qty amount } }
      movements: stockLedgerEntries(filter: { voucher_no: { eq: $entry }, is_cancelled: { eq: false } }) {
        nodes { actual_qty stock_value_difference warehouse { name } }
      }
      journal: journalEntry(name: $journal) { docstatus total_debit total_credit }
      bookings: glEntries(filter: { voucher_no: { eq: $journal } }, orderBy: [{ debit: DESC }]) {
        nodes { debit credit account { name } against is_cancelled }
      }
    }`,
    names,
  );
}
