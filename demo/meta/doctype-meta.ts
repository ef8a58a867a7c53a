import type { Row } from '../database/demo-database.ts';
import { type ColumnKind, type DocField, isTableField } from './docfield.ts';

/** A DocType with its Custom Fields, Property Setters and Custom DocPerms merged in. */
export interface DocTypeMeta {
  name: string;
  /** The columns of the DocType row. */
  row: Row;
  fields: readonly DocField[];
  permissions: readonly Row[];
  links: readonly Row[];
  actions: readonly Row[];
  states: readonly Row[];
  byFieldname: ReadonlyMap<string, DocField>;
  /** Every stored column with its kind, in the order of `*`. */
  columns: ReadonlyMap<string, ColumnKind>;
  isChild: boolean;
  isSingle: boolean;
  isVirtual: boolean;
  isTree: boolean;
}

/** The fields that hold child rows. */
export function tableFieldsOf(meta: DocTypeMeta): DocField[] {
  return meta.fields.filter(isTableField);
}

/** The fields that search by text looks at. */
export function searchFieldsOf(meta: DocTypeMeta): string[] {
  const listed = String(meta.row.search_fields ?? '').split(',');
  return listed.map((field) => field.trim()).filter((field) => field !== '');
}
