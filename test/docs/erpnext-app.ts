import { type AppFolder, doctypeOf, type FieldSpec, writeApp } from '../demo/app-folder.ts';

const title = (fieldname: string): FieldSpec => [fieldname, 'Data', { reqd: 1 }];

const DOCTYPES = [
  doctypeOf('Customer', [
    title('customer_name'),
    ['customer_group', 'Link', { options: 'Customer Group' }],
    ['territory', 'Link', { options: 'Territory' }],
  ]),
  doctypeOf('Contact', [title('first_name')]),
  doctypeOf('Address', [title('address_line1')]),
  doctypeOf('Item', [title('item_code'), ['item_name', 'Data']]),
  doctypeOf('Warehouse', [title('warehouse_name')]),
  doctypeOf(
    'Sales Order Item',
    [
      ['item_code', 'Link', { options: 'Item' }],
      ['qty', 'Float'],
      ['rate', 'Currency'],
    ],
    {
      istable: 1,
    },
  ),
  ...['Sales Order', 'Delivery Note', 'Sales Invoice'].map((name) =>
    doctypeOf(
      name,
      [
        ['customer', 'Link', { options: 'Customer', reqd: 1 }],
        ['status', 'Select', { options: 'Draft\nTo Bill\nCompleted' }],
        ['items', 'Table', { options: 'Sales Order Item' }],
      ],
      { is_submittable: 1 },
    ),
  ),
];

/** A mapping of one document to another, as ERPNext has it. */
const MAPPING = `import frappe
from frappe.model.mapper import get_mapped_doc

@frappe.whitelist()
def make_delivery_note(source_name: str, target_doc=None):
    return get_mapped_doc("Sales Order", source_name, {"Sales Order": {"doctype": "Delivery Note"}}, target_doc)
`;

/** Writes an app with DocTypes and a function of ERPNext: those that the docs name. */
export function writeErpnext(): AppFolder {
  return writeApp(DOCTYPES, {
    'erpnext/__init__.py': '__version__ = "15.99.0"\n',
    'erpnext/hooks.py': 'app_name = "erpnext"\n',
    'erpnext/selling/doctype/sales_order/sales_order.py': MAPPING,
  });
}
