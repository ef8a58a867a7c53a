import type { ColumnKind } from '../meta/docfield.ts';

/** One column of the answer. */
export interface SelectItem {
  key: string;
  sql: string;
  kind: ColumnKind;
}

/** Child rows wanted inside each row (v17). */
export interface NestedTable {
  tableField: string;
  fields: string[];
}

/** The value that a list returns for each row. */
export interface SelectList {
  items: SelectItem[];
  nested: NestedTable[];
}
