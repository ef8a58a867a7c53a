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

/** DocTypes whose rights Custom DocPerms do not change (frappe/model/meta.py, `set_custom_permissions`). */
const FIXED_RIGHTS = new Set(['DocType', 'DocField', 'DocPerm', 'Custom DocPerm', 'Module Def']);

/** Merges as frappe/model/meta.py does: Custom Fields by `insert_after`, then Property Setters, then permissions. */
export function mergeMeta(stored: StoredMeta): DocTypeMeta {
  const row = { ...stored.doctype };
  const fields = withCustomFields(stored.fields as DocField[], stored.customFields as DocField[]);
  applyPropertySetters(row, fields, stored.propertySetters);
  const ordered = inFieldOrder(fields, row.field_order);
  for (const [index, docfield] of ordered.entries()) docfield.idx = index + 1;
  const isChild = Boolean(row.istable);
  const hasOwnRights = stored.customPermissions.length > 0 && !isChild && !FIXED_RIGHTS.has(String(row.name));
  return {
    name: String(row.name),
    row,
    fields: ordered,
    permissions: hasOwnRights ? stored.customPermissions : stored.permissions,
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
  const standard = fields.map((docfield) => ({ ...docfield }));
  const added = { parentfield: 'fields', parenttype: 'DocType', is_custom_field: 1 };
  return [...standard, ...customFields.map((custom) => ({ ...custom, parent: custom.dt, ...added }))];
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

/** `sort_fields`: arranged or standard fields first, then each other one behind its anchor, several as they come. */
function inFieldOrder(fields: DocField[], order: unknown): DocField[] {
  const byName = new Map(fields.map((docfield) => [docfield.fieldname, docfield]));
  const names = startNames(fields, arrangedNames(order, byName));
  const placed = new Set(names);
  const behind = new Map<string, string[]>();
  for (const [index, docfield] of fields.entries()) {
    if (placed.has(docfield.fieldname)) continue;
    const anchor = docfield.is_custom_field ? docfield.insert_after : fields[index - 1]?.fieldname;
    if (anchor) behind.set(String(anchor), [...(behind.get(String(anchor)) ?? []), docfield.fieldname]);
    else names.unshift(docfield.fieldname);
  }
  let anchored = [...behind.keys()].find((anchor) => names.includes(anchor));
  while (anchored !== undefined) {
    names.splice(names.indexOf(anchored) + 1, 0, ...(behind.get(anchored) ?? []));
    behind.delete(anchored);
    anchored = [...behind.keys()].find((anchor) => names.includes(anchor));
  }
  names.push(...[...behind.values()].flat());
  return names.map((name) => byName.get(name)).filter((docfield) => docfield !== undefined);
}

function arrangedNames(order: unknown, known: ReadonlyMap<string, DocField>): string[] {
  if (typeof order !== 'string' || order === '') return [];
  return (JSON.parse(order) as string[]).filter((name) => known.has(name));
}

/** Standard fields above the first arranged one stay above it. */
function startNames(fields: DocField[], arranged: string[]): string[] {
  const standard = fields.filter((docfield) => !docfield.is_custom_field).map((docfield) => docfield.fieldname);
  if (arranged.length === 0) return standard;
  const first = standard.findIndex((name) => arranged.includes(name));
  return first < 0 ? standard : [...standard.slice(0, first), ...arranged];
}

function storedColumns(fields: DocField[], isChild: boolean): Map<string, ColumnKind> {
  const columns = new Map(Object.entries(STANDARD_COLUMNS));
  for (const docfield of fields) {
    if (hasColumn(docfield)) columns.set(docfield.fieldname, kindOf(docfield.fieldtype));
  }
  if (isChild) for (const [column, kind] of Object.entries(CHILD_COLUMNS)) columns.set(column, kind);
  return columns;
}
