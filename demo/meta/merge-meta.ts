import type { Row } from '../database/demo-database.ts';
import { CHILD_COLUMNS, type ColumnKind, type DocField, hasColumn, kindOf, STANDARD_COLUMNS } from './docfield.ts';
import type { DocTypeMeta } from './doctype-meta.ts';

/** The rows that make up the metadata of one DocType, as stored. */
export interface StoredMeta {
  doctype: Row;
  fields: Row[];
  permissions: Row[];
  customPermissions: Row[];
  links: Row[];
  actions: Row[];
  states: Row[];
  customFields: Row[];
  propertySetters: Row[];
}

/** Merges as frappe/model/meta.py does: Custom Fields by `insert_after`, then Property Setters, then permissions. */
export function mergeMeta(stored: StoredMeta): DocTypeMeta {
  const row = { ...stored.doctype };
  const fields = withCustomFields(stored.fields as DocField[], stored.customFields as DocField[]);
  applyPropertySetters(row, fields, stored.propertySetters);
  const ordered = inFieldOrder(fields, row.field_order);
  for (const [index, docfield] of ordered.entries()) docfield.idx = index + 1;
  const isChild = Boolean(row.istable);
  return {
    name: String(row.name),
    row,
    fields: ordered,
    permissions: stored.customPermissions.length > 0 ? stored.customPermissions : stored.permissions,
    links: stored.links,
    actions: stored.actions,
    states: stored.states,
    byFieldname: new Map(ordered.map((docfield) => [docfield.fieldname, docfield])),
    columns: storedColumns(ordered, isChild),
    isChild,
    isSingle: Boolean(row.issingle),
    isVirtual: Boolean(row.is_virtual),
    isTree: Boolean(row.is_tree),
  };
}

function withCustomFields(fields: DocField[], customFields: DocField[]): DocField[] {
  const merged = fields.map((docfield) => ({ ...docfield }));
  for (const custom of customFields) {
    const docfield = { ...custom, parent: custom.dt, parentfield: 'fields', parenttype: 'DocType', is_custom_field: 1 };
    const after = merged.findIndex((other) => other.fieldname === custom.insert_after);
    merged.splice(after < 0 ? merged.length : after + 1, 0, docfield);
  }
  return merged;
}

function applyPropertySetters(row: Row, fields: DocField[], setters: Row[]): void {
  for (const setter of setters) {
    const value = castProperty(setter);
    if (setter.doctype_or_field === 'DocType') row[String(setter.property)] = value;
    const docfield = fields.find((field) => field.fieldname === setter.field_name);
    if (setter.doctype_or_field === 'DocField' && docfield) docfield[String(setter.property)] = value;
  }
}

function castProperty(setter: Row): unknown {
  const isNumber = setter.property_type === 'Check' || setter.property_type === 'Int';
  return isNumber ? Number.parseInt(String(setter.value ?? '0'), 10) || 0 : setter.value;
}

function inFieldOrder(fields: DocField[], order: unknown): DocField[] {
  if (typeof order !== 'string') return fields;
  const names = JSON.parse(order) as string[];
  const position = (docfield: DocField) => names.indexOf(docfield.fieldname);
  const listed = fields.filter((docfield) => position(docfield) >= 0).sort((a, b) => position(a) - position(b));
  return [...listed, ...fields.filter((docfield) => position(docfield) < 0)];
}

function storedColumns(fields: DocField[], isChild: boolean): Map<string, ColumnKind> {
  const columns = new Map(Object.entries(STANDARD_COLUMNS));
  for (const docfield of fields) {
    if (hasColumn(docfield)) columns.set(docfield.fieldname, kindOf(docfield.fieldtype));
  }
  if (isChild) for (const [column, kind] of Object.entries(CHILD_COLUMNS)) columns.set(column, kind);
  return columns;
}
