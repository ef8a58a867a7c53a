/**
 * Functions of ERPNext 15 to 17 that map a document to an unsaved one, by their modules, with the DocType that they make.
 * Their source has no annotations of it.
 */
export const ERPNEXT_MAPPINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'erpnext.accounts.doctype.journal_entry.journal_entry': {
    make_reverse_journal_entry: 'Journal Entry',
  },
  'erpnext.accounts.doctype.payment_entry.payment_entry': {
    make_payment_order: 'Payment Order',
  },
  'erpnext.accounts.doctype.payment_request.payment_request': {
    make_payment_order: 'Payment Order',
  },
  'erpnext.accounts.doctype.pos_invoice.pos_invoice': {
    make_sales_return: 'POS Invoice',
  },
  'erpnext.accounts.doctype.purchase_invoice.purchase_invoice': {
    make_debit_note: 'Purchase Invoice',
    make_inter_company_sales_invoice: 'Sales Invoice',
    make_purchase_receipt: 'Purchase Receipt',
    make_stock_entry: 'Stock Entry',
  },
  'erpnext.accounts.doctype.sales_invoice.sales_invoice': {
    create_dunning: 'Dunning',
    create_invoice_discounting: 'Invoice Discounting',
    make_delivery_note: 'Delivery Note',
    make_inter_company_purchase_invoice: 'Purchase Invoice',
    make_maintenance_schedule: 'Maintenance Schedule',
    make_sales_return: 'Sales Invoice',
  },
  'erpnext.buying.doctype.purchase_order.purchase_order': {
    make_inter_company_sales_order: 'Sales Order',
    make_purchase_invoice: 'Purchase Invoice',
    make_purchase_receipt: 'Purchase Receipt',
    make_subcontracting_order: 'Subcontracting Order',
  },
  'erpnext.buying.doctype.request_for_quotation.request_for_quotation': {
    make_supplier_quotation_from_rfq: 'Supplier Quotation',
  },
  'erpnext.buying.doctype.supplier_quotation.supplier_quotation': {
    make_purchase_invoice: 'Purchase Invoice',
    make_purchase_order: 'Purchase Order',
    make_quotation: 'Quotation',
  },
  'erpnext.crm.doctype.lead.lead': {
    make_customer: 'Customer',
    make_opportunity: 'Opportunity',
    make_quotation: 'Quotation',
  },
  'erpnext.crm.doctype.opportunity.opportunity': {
    make_customer: 'Customer',
    make_quotation: 'Quotation',
    make_request_for_quotation: 'Request for Quotation',
    make_supplier_quotation: 'Supplier Quotation',
  },
  'erpnext.crm.doctype.prospect.prospect': {
    make_customer: 'Customer',
    make_opportunity: 'Opportunity',
  },
  'erpnext.maintenance.doctype.maintenance_schedule.maintenance_schedule': {
    make_maintenance_visit: 'Maintenance Visit',
  },
  'erpnext.manufacturing.doctype.bom.bom': {
    make_variant_bom: 'BOM',
  },
  'erpnext.manufacturing.doctype.job_card.job_card': {
    make_corrective_job_card: 'Job Card',
    make_material_request: 'Material Request',
    make_stock_entry: 'Stock Entry',
  },
  'erpnext.manufacturing.doctype.work_order.work_order': {
    create_pick_list: 'Pick List',
  },
  'erpnext.projects.doctype.task.task': {
    make_timesheet: 'Timesheet',
  },
  'erpnext.projects.doctype.timesheet.timesheet': {
    make_sales_invoice: 'Sales Invoice',
  },
  'erpnext.selling.doctype.customer.customer': {
    make_opportunity: 'Opportunity',
    make_quotation: 'Quotation',
  },
  'erpnext.selling.doctype.quotation.quotation': {
    make_sales_invoice: 'Sales Invoice',
    make_sales_order: 'Sales Order',
  },
  'erpnext.selling.doctype.sales_order.sales_order': {
    create_pick_list: 'Pick List',
    make_delivery_note: 'Delivery Note',
    make_inter_company_purchase_order: 'Purchase Order',
    make_maintenance_schedule: 'Maintenance Schedule',
    make_maintenance_visit: 'Maintenance Visit',
    make_material_request: 'Material Request',
    make_project: 'Project',
    make_sales_invoice: 'Sales Invoice',
  },
  'erpnext.stock.doctype.delivery_note.delivery_note': {
    make_delivery_trip: 'Delivery Trip',
    make_installation_note: 'Installation Note',
    make_inter_company_purchase_receipt: 'Purchase Receipt',
    make_packing_slip: 'Packing Slip',
    make_sales_invoice: 'Sales Invoice',
    make_sales_return: 'Delivery Note',
    make_shipment: 'Shipment',
  },
  'erpnext.stock.doctype.material_request.material_request': {
    create_pick_list: 'Pick List',
    make_purchase_order: 'Purchase Order',
    make_request_for_quotation: 'Request for Quotation',
    make_stock_entry: 'Stock Entry',
    make_supplier_quotation: 'Supplier Quotation',
  },
  'erpnext.stock.doctype.purchase_receipt.purchase_receipt': {
    make_inter_company_delivery_note: 'Delivery Note',
    make_purchase_invoice: 'Purchase Invoice',
    make_purchase_return: 'Purchase Receipt',
    make_stock_entry: 'Stock Entry',
  },
  'erpnext.stock.doctype.stock_entry.stock_entry': {
    make_stock_in_entry: 'Stock Entry',
  },
  'erpnext.subcontracting.doctype.subcontracting_order.subcontracting_order': {
    make_subcontracting_receipt: 'Subcontracting Receipt',
  },
  'erpnext.subcontracting.doctype.subcontracting_receipt.subcontracting_receipt': {
    make_purchase_receipt: 'Purchase Receipt',
    make_subcontract_return: 'Subcontracting Receipt',
  },
  'erpnext.support.doctype.issue.issue': {
    make_task: 'Task',
  },
  'erpnext.support.doctype.warranty_claim.warranty_claim': {
    make_maintenance_visit: 'Maintenance Visit',
  },
};

/** Functions that map documents of several DocTypes, which they take as `dt` and `dn`. */
export const ERPNEXT_MAPPINGS_OF_MANY: Readonly<
  Record<string, { readonly target: string; readonly sources: readonly string[] }>
> = {
  'erpnext.accounts.doctype.payment_entry.payment_entry.get_payment_entry': {
    target: 'Payment Entry',
    sources: ['Sales Order', 'Sales Invoice', 'Purchase Order', 'Purchase Invoice', 'Dunning'],
  },
};
