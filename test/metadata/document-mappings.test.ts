import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ERPNEXT_MAPPINGS, ERPNEXT_MAPPINGS_OF_MANY } from '../../src/metadata/erpnext-mappings.ts';
import { parseMethodsFile } from '../../src/metadata/method-catalog.ts';

/** Folders of real apps, such as ERPNext's repository, separated by colons. */
const SOURCES = (process.env.APP_SOURCES ?? '').split(':').filter((path) => /erpnext\/?$/.test(path));
const REASON = SOURCES.length === 0 ? ' (skipped: APP_SOURCES names no folder of ERPNext)' : '';

const paths = [
  ...Object.entries(ERPNEXT_MAPPINGS).flatMap(([module, functions]) =>
    Object.keys(functions).map((name) => `${module}.${name}`),
  ),
  ...Object.keys(ERPNEXT_MAPPINGS_OF_MANY),
];

/** Functions of both versions that take `source_name`, and cannot be behind `make…`. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'erpnext.buying.doctype.request_for_quotation.request_for_quotation.get_item_from_material_requests_based_on_supplier':
    'It adds rows to a document.',
  'erpnext.manufacturing.doctype.blanket_order.blanket_order.make_order': 'Its flags say which DocType it makes.',
  'erpnext.selling.doctype.sales_order.sales_order.make_purchase_order': 'It stores its documents, one by supplier.',
  'erpnext.stock.doctype.material_request.material_request.make_in_transit_stock_entry':
    'make_stock_entry makes one too.',
  'erpnext.stock.doctype.material_request.material_request.make_purchase_order_based_on_supplier':
    'Its source is a Supplier.',
  'erpnext.stock.doctype.pick_list.pick_list.create_delivery_note': 'It stores its document.',
  'erpnext.stock.doctype.pick_list.pick_list.create_dn_for_pick_lists': 'It adds rows to a document.',
  'erpnext.stock.doctype.purchase_receipt.purchase_receipt.make_purchase_return_against_rejected_warehouse':
    'make_purchase_return makes one too.',
  'erpnext.stock.doctype.quality_inspection.quality_inspection.make_quality_inspection': 'Its source is a BOM.',
  'erpnext.subcontracting.doctype.subcontracting_receipt.subcontracting_receipt.make_subcontract_return_against_rejected_warehouse':
    'make_subcontract_return makes one too.',
  'frappe.model.mapper.make_mapped_doc': 'It calls the others.',
};

test('every function of ERPNext 15 and 17 that maps a document is listed', async () => {
  const [older, newer] = await Promise.all([takingSourceName('v15'), takingSourceName('v17')]);
  const known = new Set([...paths, ...Object.keys(LEFT_OUT)]);
  expect([...older].filter((path) => newer.has(path) && !known.has(path))).toEqual([]);
});

/** The functions of a version that take the name of the document that they map. */
async function takingSourceName(version: string): Promise<Set<string>> {
  const path = join(import.meta.dirname, `../fixtures/signatures-${version}.json`);
  const { methods } = parseMethodsFile(await readFile(path, 'utf8'), path);
  const found = Object.entries(methods).filter(([, { args }]) => args.some(({ name }) => name === 'source_name'));
  return new Set(found.map(([name]) => name));
}

test('every mapping of ERPNext is listed once', () => {
  expect(paths.length).toBeGreaterThan(50);
  expect(new Set(paths).size).toBe(paths.length);
});

describe.skipIf(SOURCES.length === 0)(`the mappings of ERPNext${REASON}`, () => {
  test.each(SOURCES)('are whitelisted functions of %s', (folder) => {
    const missing = paths.filter((path) => {
      const parts = path.split('.');
      const name = parts.pop();
      const source = readFileSync(`${join(folder, ...parts)}.py`, 'utf8');
      return !new RegExp(`@frappe\\.whitelist\\(.*\\)\\n(?:@.*\\n)*def ${name}\\(`).test(source);
    });
    expect(missing).toEqual([]);
  });
});
