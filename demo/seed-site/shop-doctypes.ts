import { join } from 'node:path';
import type { Row } from '../database/demo-database.ts';
import { type DocField, isTableField } from '../meta/docfield.ts';
import { type DocTypeFile, readDocTypeFiles, readFixture } from '../meta/doctype-files.ts';
import { SITE_TODAY } from '../site-clock.ts';

const DEMO = join(import.meta.dirname, '..');

/**
 * Virtual fields have their value from Python. A custom DocType has no controller, but a docfield's options may hold an
 * expression. The demo site's day stands in for today.
 */
const VIRTUAL_FIELD_CODE: Readonly<Record<string, string>> = {
  'Shop Order.age_in_days': `frappe.utils.date_diff("${SITE_TODAY}", doc.order_date) if doc.order_date else None`,
  'Shop Customer.order_count': 'frappe.db.count("Shop Order", {"customer": doc.name})',
  'Shop Delivery Stop.number_of_stop': '(doc.parent or "") + "/" + frappe.utils.cstr(doc.idx)',
};

/** Names that follow from a field or from the site stay so; all others are given with the document. */
const KEPT_NAMING = /^(field:|autoincrement|prompt)/;

const RIGHTS =
  'select read write create delete submit cancel amend report export import share print email if_owner'.split(' ');

const OF_THE_FILE = ['creation', 'modified', 'modified_by', 'owner', 'doctype', 'field_order'];

/** The shop's DocTypes, each after those that its fields lead to. */
export function readShopDocTypes(): DocTypeFile[] {
  const files = readDocTypeFiles(join(DEMO, 'doctypes/shop'));
  const byName = new Map(files.map((file) => [file.name, file]));
  const ordered = new Set<DocTypeFile>();
  const visited = new Set<string>();
  const visit = (file: DocTypeFile): void => {
    if (visited.has(file.name)) return;
    visited.add(file.name);
    for (const target of targetsOf(file)) {
      const next = byName.get(target);
      if (next) visit(next);
    }
    ordered.add(file);
  };
  files.forEach(visit);
  return [...ordered];
}

/** The Custom Fields and Property Setters of the shop, by DocType of theirs. */
export function readShopCustomisations(): Readonly<Record<'Custom Field' | 'Property Setter', Row[]>> {
  return {
    'Custom Field': readFixture(join(DEMO, 'custom/custom-fields.json')),
    'Property Setter': readFixture(join(DEMO, 'custom/property-setters.json')),
  };
}

/** A DocType of the shop as a site takes it: one that is made on the site, without code. */
export function toCustomDocType(file: DocTypeFile): Row {
  const own = Object.fromEntries(Object.entries(file).filter(([key]) => !OF_THE_FILE.includes(key)));
  const isNamedByCaller = !file.istable && !file.issingle && !KEPT_NAMING.test(String(file.autoname ?? ''));
  return {
    ...own,
    ...(isNamedByCaller ? { autoname: 'prompt', naming_rule: 'Set by user' } : {}),
    custom: 1,
    module: 'Custom',
    permissions: file.permissions.map(withEveryRight),
    fields: file.fields.filter(isSent).map((docfield) => toCustomDocfield(file.name, docfield)),
  };
}

/** A right that is not given is 0 in a file, and granted by an API call: most of them default to 1. */
function withEveryRight(permission: Row): Row {
  return { ...Object.fromEntries(RIGHTS.map((right) => [right, 0])), ...permission };
}

/**
 * Sites add `amended_from` themselves to what can be submitted, and would have it twice (`make_amendable`). The options
 * of a virtual Link name its DocType, and so cannot hold its expression.
 */
function isSent(docfield: DocField): boolean {
  return docfield.fieldname !== 'amended_from' && !(docfield.is_virtual && docfield.fieldtype === 'Link');
}

/** Sites refuse later changes of a submitted document whose virtual field differs, unless it may change then. */
function toCustomDocfield(doctype: string, docfield: DocField): DocField {
  if (!docfield.is_virtual) return docfield;
  return { ...docfield, options: VIRTUAL_FIELD_CODE[`${doctype}.${docfield.fieldname}`] ?? null, allow_on_submit: 1 };
}

function targetsOf(file: DocTypeFile): string[] {
  const leads = (docfield: DocField) => docfield.fieldtype === 'Link' || isTableField(docfield);
  return file.fields.filter(leads).map((docfield) => String(docfield.options));
}
