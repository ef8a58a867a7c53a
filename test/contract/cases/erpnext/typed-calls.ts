import type { Trade } from './trade.ts';

/** The documents that calls are about. */
export interface CallContext extends Trade {
  order: string;
  invoice: string;
  currency: string;
}

/** A call of a function: its path, and its arguments by the names that they have in GraphQL. */
export type TypedCall = readonly [path: string, args: Readonly<Record<string, unknown>>];

/** Calls of the functions whose results are typed, with arguments that give them something to return. */
export function typedCalls(trade: CallContext): TypedCall[] {
  return [...stockCalls(trade), ...accountCalls(trade), ...partyCalls(trade), ...deskCalls(trade)];
}

function itemContext({ item, company, customer, currency, day, warehouse }: CallContext) {
  const money = { currency, conversion_rate: 1, price_list_currency: currency, plc_conversion_rate: 1 };
  const lists = { price_list: 'Standard Selling', selling_price_list: 'Standard Selling' };
  const head = { company, customer, doctype: 'Sales Order', transaction_date: day, posting_date: day };
  return { item_code: item, qty: 1, warehouse, ...head, ...money, ...lists };
}

function stockCalls(trade: CallContext): TypedCall[] {
  const { item, warehouse, company, day, order } = trade;
  const place = { item_code: item, warehouse };
  const moment = { posting_date: day, posting_time: '23:00:00' };
  return [
    ['erpnext.stock.get_item_details.get_item_details', { ctx: itemContext(trade) }],
    ['erpnext.stock.get_item_details.get_conversion_factor', { item_code: item, uom: 'Nos' }],
    ['erpnext.stock.get_item_details.get_bin_details', { ...place, company }],
    ['erpnext.stock.get_item_details.get_projected_qty', place],
    ['erpnext.stock.get_item_details.get_valuation_rate', { ...place, company }],
    ['erpnext.stock.get_item_details.get_default_bom', { item_code: item }],
    ['erpnext.stock.utils.get_stock_balance', place],
    ['erpnext.stock.utils.get_latest_stock_qty', place],
    [
      'erpnext.stock.utils.get_incoming_rate',
      { args: { ...place, ...moment, qty: -1, company, voucher_type: 'Delivery Note' } },
    ],
    ['erpnext.stock.doctype.item.item.get_uom_conv_factor', { uom: 'Kg', stock_uom: 'Gram' }],
    ['erpnext.stock.dashboard.item_dashboard.get_data', { item_code: item }],
    ['erpnext.stock.doctype.stock_reconciliation.stock_reconciliation.get_stock_balance_for', { ...place, ...moment }],
    ['erpnext.stock.doctype.stock_entry.stock_entry.get_uom_details', { item_code: item, uom: 'Nos', qty: 2 }],
    [
      'erpnext.stock.doctype.quick_stock_balance.quick_stock_balance.get_stock_item_details',
      { warehouse, date: day, item },
    ],
    [
      'erpnext.stock.doctype.warehouse.warehouse.get_children',
      { doctype: 'Warehouse', parent: company, company, is_root: true },
    ],
    ['erpnext.selling.doctype.sales_order.sales_order.get_work_order_items', { sales_order: order }],
  ];
}

function accountCalls({ company, customer, day, debtors, cash, currency, invoice }: CallContext): TypedCall[] {
  const party = { party_type: 'Customer', party: customer };
  const payment = 'erpnext.accounts.doctype.payment_entry.payment_entry';
  const journal = 'erpnext.accounts.doctype.journal_entry.journal_entry';
  const asked = { ...party, company, party_account: debtors, posting_date: day, payment_type: 'Receive' };
  return [
    ['erpnext.setup.utils.get_exchange_rate', { from_currency: currency, to_currency: currency }],
    ['erpnext.accounts.utils.get_balance_on', { account: debtors, date: day }],
    ['erpnext.accounts.utils.get_balance_on', { ...party, company }],
    ['erpnext.accounts.utils.get_fiscal_year', { date: day, company, as_dict: true }],
    ['erpnext.accounts.utils.get_companies', {}],
    ['erpnext.accounts.utils.get_children', { doctype: 'Account', parent: company, company, is_root: true }],
    [
      `${payment}.get_outstanding_reference_documents`,
      { args: { ...asked, get_outstanding_invoices: true, get_orders_to_be_billed: true } },
    ],
    [
      `${payment}.get_reference_details`,
      { reference_doctype: 'Sales Invoice', reference_name: invoice, party_account_currency: currency, ...party },
    ],
    [`${payment}.get_party_details`, { company, ...party, date: day }],
    [`${payment}.get_account_details`, { account: debtors, date: day }],
    [`${payment}.get_company_defaults`, { company }],
    [`${journal}.get_default_bank_cash_account`, { company, account_type: 'Cash' }],
    [`${journal}.get_exchange_rate`, { posting_date: day, account: cash, company }],
    [`${journal}.get_account_details_and_party_type`, { account: debtors, date: day, company }],
    [`${journal}.get_party_account_and_currency`, { company, ...party }],
    [`${journal}.get_average_exchange_rate`, { account: cash }],
    [
      'erpnext.controllers.accounts_controller.get_default_taxes_and_charges',
      { master_doctype: 'Sales Taxes and Charges Template', company },
    ],
    ['erpnext.controllers.accounts_controller.get_tax_rate', { account_head: debtors }],
    ['erpnext.controllers.taxes_and_totals.get_round_off_applicable_accounts', { company, account_list: [] }],
    [
      'erpnext.accounts.doctype.account.chart_of_accounts.chart_of_accounts.get_charts_for_country',
      { country: 'Germany' },
    ],
    [
      'erpnext.accounts.doctype.unreconcile_payment.unreconcile_payment.doc_has_references',
      { doctype: 'Sales Invoice', docname: invoice },
    ],
  ];
}

function partyCalls({ company, customer, day, currency }: CallContext): TypedCall[] {
  const party = { party_type: 'Customer', party: customer };
  return [
    [
      'erpnext.accounts.party.get_party_details',
      { ...party, company, posting_date: day, currency, doctype: 'Sales Invoice', price_list: 'Standard Selling' },
    ],
    ['erpnext.accounts.party.get_party_account', { ...party, company }],
    ['erpnext.accounts.party.get_due_date', { ...party, posting_date: day, company }],
    ['erpnext.accounts.party.get_party_bank_account', party],
    ['erpnext.accounts.party.get_payment_terms_template', { party_name: customer, party_type: 'Customer', company }],
    ['erpnext.accounts.party.set_taxes', { ...party, posting_date: day, company }],
    ['erpnext.setup.doctype.company.company.get_children', { doctype: 'Company', is_root: true }],
    ['frappe.contacts.doctype.address.address.get_default_address', { doctype: 'Customer', name: customer }],
  ];
}

function deskCalls({ customer }: CallContext): TypedCall[] {
  return [
    [
      'frappe.desk.listview.get_group_by_count',
      { doctype: 'Customer', current_filters: '[]', field: 'customer_group' },
    ],
    ['frappe.desk.doctype.tag.tag.get_tags', { doctype: 'Customer', txt: customer }],
    ['frappe.desk.treeview.get_children', { doctype: 'Territory', parent: 'All Territories' }],
    ['frappe.core.api.file.get_max_file_size', {}],
    ['frappe.translate.get_all_languages', { with_language_name: true }],
  ];
}
