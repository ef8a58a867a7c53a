import type { DocFieldMeta, DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { FieldValue } from '../../metadata/fieldtypes.ts';

/** The input of a caller for a document, checked against metadata: plain data, before any call. */
export interface DocInput {
  /** The name that a new document shall have; null if its DocType's rule makes one. */
  readonly name: string | null;
  readonly fields: readonly FieldInput[];
  readonly tables: readonly TableInput[];
}

/** The value of a docfield in the form in which Frappe takes it. */
export interface FieldInput {
  readonly docfield: DocFieldMeta;
  readonly value: FieldValue;
  /** The path of the input, such as `input.items.0.qty`. */
  readonly path: string;
  /** Of a link: whether other docfields are filled from its target. */
  readonly isFetchedFrom: boolean;
}

/** A child row. */
export interface RowInput {
  /** The row that is meant; null for a new one. */
  readonly name: string | null;
  readonly fields: readonly FieldInput[];
  readonly path: string;
}

/** The change of a child table. */
export type TableInput = {
  readonly docfield: DocFieldMeta;
  readonly child: DocTypeMeta;
  readonly path: string;
} & (
  | { readonly kind: 'replace'; readonly rows: readonly RowInput[] }
  | {
      readonly kind: 'patch';
      readonly add: readonly RowInput[];
      readonly update: readonly RowInput[];
      readonly remove: readonly { readonly name: string; readonly path: string }[];
    }
);

/** Every row that an input holds. */
export function rowsOf(table: TableInput): readonly RowInput[] {
  return table.kind === 'replace' ? table.rows : [...table.update, ...table.add];
}

/** Whether what is stored must be read first: rows that are meant by name keep what the input leaves out. */
export function needsStoredRows({ tables }: DocInput): boolean {
  return tables.some((table) => table.kind === 'patch' || table.rows.some((row) => row.name !== null));
}

/** @returns an input whose values replace those of another. */
export function mergeInputs(below: DocInput, above: DocInput): DocInput {
  const given = new Set([...above.fields, ...above.tables].map(({ docfield }) => docfield.fieldname));
  const isLeft = ({ docfield }: { docfield: DocFieldMeta }) => !given.has(docfield.fieldname);
  return {
    name: above.name ?? below.name,
    fields: [...below.fields.filter(isLeft), ...above.fields],
    tables: [...below.tables.filter(isLeft), ...above.tables],
  };
}

/** @returns the values of fields by their fieldnames. */
export function toValues(fields: readonly FieldInput[]): Record<string, FieldValue> {
  return Object.fromEntries(fields.map(({ docfield, value }) => [docfield.fieldname, value]));
}
