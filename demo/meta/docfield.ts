import type { Row } from '../database/demo-database.ts';

/** A row of DocField, a Custom Field among them: known columns typed, the others as they are. */
export interface DocField extends Row {
  fieldname: string;
  fieldtype: string;
  label?: string | null;
  options?: string | null;
  permlevel?: number;
  default?: string | null;
}

/** How a value is stored and written: the families of fieldtypes that behave alike. */
export type ColumnKind = 'int' | 'float' | 'date' | 'datetime' | 'time' | 'text' | 'longText';

const NO_COLUMN = new Set([
  'Section Break',
  'Column Break',
  'Tab Break',
  'HTML',
  'Table',
  'Table MultiSelect',
  'Button',
  'Image',
  'Fold',
  'Heading',
]);

const KINDS: Readonly<Record<string, ColumnKind>> = {
  Check: 'int',
  Int: 'int',
  'Long Int': 'int',
  Float: 'float',
  Currency: 'float',
  Percent: 'float',
  Rating: 'float',
  Duration: 'float',
  Date: 'date',
  Datetime: 'datetime',
  Time: 'time',
  Text: 'longText',
  'Small Text': 'longText',
  'Dynamic Link': 'longText',
  Autocomplete: 'longText',
  Geolocation: 'longText',
};

/** The columns that every table has, with their kinds. */
export const STANDARD_COLUMNS: Readonly<Record<string, ColumnKind>> = {
  name: 'text',
  owner: 'text',
  creation: 'datetime',
  modified: 'datetime',
  modified_by: 'text',
  docstatus: 'int',
  idx: 'int',
};

/** The further columns of a child table. */
export const CHILD_COLUMNS: Readonly<Record<string, ColumnKind>> = {
  parent: 'text',
  parentfield: 'text',
  parenttype: 'text',
};

/** Columns that Frappe adds when first needed. */
export const OPTIONAL_COLUMNS: readonly string[] = ['_user_tags', '_comments', '_assign', '_liked_by'];

/** Whether the value of a field is stored in a column of its table. */
export function hasColumn(docfield: DocField): boolean {
  return !NO_COLUMN.has(docfield.fieldtype) && !docfield.is_virtual;
}

/** Whether a field holds child rows. */
export function isTableField(docfield: DocField): boolean {
  return docfield.fieldtype === 'Table' || docfield.fieldtype === 'Table MultiSelect';
}

/** The field that a naming rule such as `field:title` names documents by. */
export function namingFieldname(autoname: unknown): string | undefined {
  return /^field:(.+)$/i.exec(String(autoname ?? ''))?.[1];
}

/** The family of a fieldtype. */
export function kindOf(fieldtype: string): ColumnKind {
  return KINDS[fieldtype] ?? 'text';
}

/** Numbers are 0 when not set, but for the two that may be null. */
export function isNullable(fieldtype: string): boolean {
  const kind = kindOf(fieldtype);
  return (kind !== 'int' && kind !== 'float') || fieldtype === 'Rating' || fieldtype === 'Duration';
}
