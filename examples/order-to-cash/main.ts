import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parse } from 'graphql';
import { type Caller, callerFromEnvironment, sendQuery } from '../send-query.ts';

/** The item that is sold, and the customer. The item is in stock in the warehouse. */
export interface Sale {
  company: string;
  customer: string;
  item: string;
  warehouse: string;
  /** The account that is paid to. */
  cash: string;
  /** The day of the delivery, as `2026-11-29`. */
  day: string;
}

/** A document of the sale as its mutation answered it. */
interface Doc {
  name: string;
  docstatus: 'DRAFT' | 'SUBMITTED' | 'CANCELLED';
}

const DOC = 'name docstatus';

const QUOTE = document<Sale, { createQuotation: { quotation: Doc } }>(`
  mutation Quote($company: ID!, $customer: ID!, $item: ID!, $warehouse: ID!) {
    createQuotation(
      input: {
        company: $company
        quotation_to: "Customer"
        party_name: $customer
        items: [{ item_code: $item, qty: 4, rate: "25", warehouse: $warehouse }]
      }
    ) { quotation { ${DOC} } }
  }
`);

const SUBMIT_QUOTATION = document<Named, { submitQuotation: { quotation: Doc } }>(`
  mutation SubmitQuotation($name: ID!) { submitQuotation(name: $name) { quotation { ${DOC} } } }
`);

const ORDER = document<Named & { day: string }, { makeSalesOrder: { salesOrder: Doc } }>(`
  mutation Order($name: ID!, $day: Date!) {
    makeSalesOrder(from: $name, fromDoctype: "Quotation", set: { delivery_date: $day }, submit: true) {
      salesOrder { ${DOC} }
    }
  }
`);

const CANCEL_ORDER = document<Named, { cancelSalesOrder: { salesOrder: Doc } }>(`
  mutation CancelOrder($name: ID!) { cancelSalesOrder(name: $name) { salesOrder { ${DOC} } } }
`);

const AMEND_ORDER = document<Named, { amendSalesOrder: { salesOrder: Doc & { amended_from: Named } } }>(`
  mutation AmendOrder($name: ID!) {
    amendSalesOrder(name: $name, input: { po_no: "Corrected" }) { salesOrder { ${DOC} amended_from { name } } }
  }
`);

const SUBMIT_ORDER = document<Named, { submitSalesOrder: { salesOrder: Doc } }>(`
  mutation SubmitOrder($name: ID!) { submitSalesOrder(name: $name) { salesOrder { ${DOC} } } }
`);

const DELIVER = document<Named, { makeDeliveryNote: { deliveryNote: Doc } }>(`
  mutation Deliver($name: ID!) {
    makeDeliveryNote(from: $name, fromDoctype: "Sales Order", submit: true) { deliveryNote { ${DOC} } }
  }
`);

const INVOICE = document<Named, { makeSalesInvoice: { salesInvoice: Doc } }>(`
  mutation Invoice($name: ID!) {
    makeSalesInvoice(from: $name, fromDoctype: "Delivery Note", submit: true) { salesInvoice { ${DOC} } }
  }
`);

const PAY = document<Named & { cash: string }, { makePaymentEntry: { paymentEntry: Doc } }>(`
  mutation Pay($name: ID!, $cash: ID!) {
    makePaymentEntry(from: $name, fromDoctype: "Sales Invoice", set: { paid_to: $cash }, submit: true) {
      paymentEntry { ${DOC} }
    }
  }
`);

const CREDIT = document<Named, { makeSalesInvoice: { salesInvoice: Doc } }>(`
  mutation Credit($name: ID!) {
    makeSalesInvoice(from: $name, fromDoctype: "Sales Invoice", submit: true) { salesInvoice { ${DOC} } }
  }
`);

const STATE = document<
  { order: string; invoice: string; credit: string },
  {
    order: { status: string; per_delivered: number; per_billed: number };
    invoice: { status: string; outstanding_amount: string; grand_total: string };
    credit: { status: string; is_return: boolean; grand_total: string; return_against: Named };
  }
>(`
  query State($order: ID!, $invoice: ID!, $credit: ID!) {
    order: salesOrder(name: $order) { status per_delivered per_billed }
    invoice: salesInvoice(name: $invoice) { status outstanding_amount grand_total }
    credit: salesInvoice(name: $credit) { status is_return grand_total return_against { name } }
  }
`);

interface Named {
  name: string;
}

/** The names of the documents of a sale, and what they say of each other at its end. */
export interface SaleDone {
  quotation: string;
  /** The order that was cancelled, and the one that it was amended to. */
  cancelled: string;
  order: string;
  delivery: string;
  invoice: string;
  payment: string;
  credit: string;
  lines: string[];
}

/**
 * Sells an item from the quotation to the payment, and takes it back by a credit note. Each document is made from the
 * one before it, so that its rows are linked to those that they come from. On the way, the order is cancelled and
 * amended.
 */
export async function orderToCash(caller: Caller, sale: Sale): Promise<SaleDone> {
  const send = <Data, Variables>(step: TypedDocumentNode<Data, Variables>, variables: Variables) =>
    sendStep(caller, step, variables);
  const { name: quotation } = (await send(QUOTE, sale)).createQuotation.quotation;
  await send(SUBMIT_QUOTATION, { name: quotation });
  const first = (await send(ORDER, { name: quotation, day: sale.day })).makeSalesOrder.salesOrder;
  await send(CANCEL_ORDER, { name: first.name });
  const amended = (await send(AMEND_ORDER, { name: first.name })).amendSalesOrder.salesOrder;
  const { salesOrder } = (await send(SUBMIT_ORDER, { name: amended.name })).submitSalesOrder;
  const { deliveryNote } = (await send(DELIVER, { name: salesOrder.name })).makeDeliveryNote;
  const { salesInvoice } = (await send(INVOICE, { name: deliveryNote.name })).makeSalesInvoice;
  const { paymentEntry } = (await send(PAY, { name: salesInvoice.name, cash: sale.cash })).makePaymentEntry;
  const credit = (await send(CREDIT, { name: salesInvoice.name })).makeSalesInvoice.salesInvoice.name;
  const names = { order: salesOrder.name, invoice: salesInvoice.name, credit };
  const lines = toLines(await send(STATE, names), names);
  const others = { quotation, cancelled: first.name, delivery: deliveryNote.name, payment: paymentEntry.name };
  return { ...names, ...others, lines };
}

/** Sends a step. A mutation that failed in part has no result to go on with. @throws Error with the site's messages. */
async function sendStep<Data, Variables>(
  caller: Caller,
  step: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const { data, errors } = await sendQuery(caller, step, variables);
  if (data === null || errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return data;
}

type State = typeof STATE extends TypedDocumentNode<infer Data, infer _> ? Data : never;

function toLines({ order, invoice, credit }: State, names: { order: string; invoice: string; credit: string }) {
  return [
    `${names.order}  ${order.status}, ${order.per_delivered} % delivered, ${order.per_billed} % billed`,
    `${names.invoice}  ${invoice.status}, ${invoice.outstanding_amount} of ${invoice.grand_total} outstanding`,
    `${names.credit}  ${credit.status} against ${credit.return_against.name}, ${credit.grand_total}`,
  ];
}

/** An operation with the types of its variables and its answer. In a project of your own, generate them from the schema. */
function document<Variables, Data>(text: string): TypedDocumentNode<Data, Variables> {
  return parse(text) as TypedDocumentNode<Data, Variables>;
}

if (import.meta.main) {
  const { COMPANY = '', CUSTOMER = '', ITEM = '', WAREHOUSE = '', CASH_ACCOUNT = '' } = process.env;
  const day = new Date().toISOString().slice(0, 10);
  const sale = { company: COMPANY, customer: CUSTOMER, item: ITEM, warehouse: WAREHOUSE, cash: CASH_ACCOUNT, day };
  console.log((await orderToCash(callerFromEnvironment(), sale)).lines.join('\n'));
}
