/**
 * `read_only` is a rule of Frappe's form: the site takes such values by its API, and controllers compute some of them.
 * Everything here was tried on ERPNext 15 and 17, one docfield at a time, in drafts of its transactions.
 */

import type { DocFieldMeta, DocTypeCatalog, DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { doctypesByScrub } from '../../metadata/doctype-names.ts';
import { fieldtypeOf } from '../../metadata/fieldtypes.ts';

/** Read-only links to these are computed from another docfield, or say who did something. */
const DERIVED_TARGETS: ReadonlyMap<string, string> = new Map([
  ['Brand', 'The brand of the item (erpnext/controllers/accounts_controller.py, `force_item_fields`).'],
  ['Currency', 'The currency of the account, the party or the price list.'],
  ['Item Group', 'The group of the item, as its brand.'],
  ['Language', 'The language of the party.'],
  ['UOM', 'The unit of the item, as its brand.'],
  ['User', 'The site writes down who did something.'],
]);

/** Read-only docfields that controllers compute or other mutations set, although they refer to documents. */
const COMPUTED: ReadonlyMap<string, string> = new Map([
  ['amended_from', 'Amending sets it, and takes care of what is not to be copied.'],
  ['old_parent', 'The place of a node in its tree before the change.'],
  ['auto_repeat', 'The Auto Repeat that made the document sets it.'],
  ['File.attached_to_doctype', 'Uploading sets it, after looking at the right to change the document.'],
  ['Pick List Item.warehouse', 'The location in which the site found stock.'],
]);

/** Read-only docfields that controllers keep, although they are not references. */
const KEPT: ReadonlyMap<string, string> = new Map([
  ['User.roles', 'The form has an editor of its own for it.'],
  ['User.block_modules', 'The form has an editor of its own for it.'],
  ['Module Profile.block_modules', 'The form has an editor of its own for it.'],
  ['Role Profile.roles', 'The form has an editor of its own for it.'],
  ['Role Permission for Page and Report.roles', 'The form has an editor of its own for it.'],
  ['Sales Invoice Advance.advance_amount', 'A button of the form fills it; the site compares it with the payment.'],
  ['Sales Invoice Advance.ref_exchange_rate', 'A button of the form fills it.'],
  ['Purchase Invoice Advance.advance_amount', 'A button of the form fills it; the site compares it with the payment.'],
  ['Purchase Invoice Advance.ref_exchange_rate', 'A button of the form fills it.'],
]);

/** Names of Data docfields of rows that hold the name of a document or row, such as `so_detail`, `prevdoc_docname`. */
const REFERENCE = /(?:^|_)(?:detail|detail_no|docname|doctype|item|reference|reference_name|row)$/;

/** Whether the site keeps what is written to a read-only docfield: it refers to another document or to a row of one. */
export function keepsReadOnly(meta: DocTypeMeta, docfield: DocFieldMeta, doctypes: DocTypeCatalog): boolean {
  const { fieldname } = docfield;
  const key = `${meta.name}.${fieldname}`;
  if (KEPT.has(key)) return true;
  // The site fetches it from the linked document whenever it saves (frappe/model/base_document.py).
  if (COMPUTED.has(fieldname) || COMPUTED.has(key) || docfield.fetchFrom !== null) return false;
  return refersToDocument(meta, docfield, doctypes) || namesDocTypeOf(meta, docfield, doctypes);
}

function refersToDocument(
  { isChild }: DocTypeMeta,
  { fieldname, fieldtype, options }: DocFieldMeta,
  doctypes: DocTypeCatalog,
): boolean {
  if (fieldtypeOf({ fieldtype }).namesDocuments) return fieldtype !== 'Link' || !DERIVED_TARGETS.has(options ?? '');
  if (fieldtype !== 'Data' || options !== null) return false;
  return (isChild && REFERENCE.test(fieldname)) || isNamedForDocType(fieldname, doctypes);
}

/** `purchase_order_item` holds the name of a Purchase Order Item. */
function isNamedForDocType(fieldname: string, doctypes: DocTypeCatalog): boolean {
  const target = doctypesByScrub(doctypes).get(fieldname);
  return target !== undefined && !DERIVED_TARGETS.has(target);
}

/** A Dynamic Link is nothing without the docfield that names its DocType. */
function namesDocTypeOf(meta: DocTypeMeta, { fieldname }: DocFieldMeta, doctypes: DocTypeCatalog): boolean {
  return meta.docfields.some(
    (link) =>
      link.fieldtype === 'Dynamic Link' &&
      link.options === fieldname &&
      (!link.isReadOnly || keepsReadOnly(meta, link, doctypes)),
  );
}
