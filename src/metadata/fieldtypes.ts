/** The values in the column of a docfield. A `decimal` is a number that may be NULL; numbers of other kinds never are. */
export type ColumnKind = 'number' | 'decimal' | 'text' | 'date' | 'datetime' | 'time';

/** The types by which values are shown, with two that stand for one: an enum and an attachment. */
export type ScalarName =
  | 'String'
  | 'ID'
  | 'Int'
  | 'BigInt'
  | 'Float'
  | 'Decimal'
  | 'Boolean'
  | 'Date'
  | 'LocalDateTime'
  | 'Time'
  | 'Duration'
  | 'Rating'
  | 'JSON'
  | 'Geolocation'
  | 'Color'
  | 'Phone'
  | 'DocStatus'
  | 'Attachment';

/** The form in which Frappe takes a value: text, numbers and null; checks are 0 and 1, JSON is text. */
export type FieldValue = string | number | null;

/** The nature of a fieldtype of Frappe. */
export interface Fieldtype {
  /**
   * `column`: of the DocType's table. `rows`: of a child DocType. `secret`: kept elsewhere, and never shown. `none`: it
   * only shapes the form (frappe/model/__init__.py, `no_value_fields`).
   */
  readonly storage: 'column' | 'rows' | 'secret' | 'none';
  readonly column: ColumnKind;
  readonly scalar: ScalarName;
  /** Whether null makes it 0: its column is NOT NULL. */
  readonly isZeroWhenEmpty: boolean;
  /** Whether the digits of its numbers are kept exactly. */
  readonly isExact: boolean;
  /** Whether the length and precision of a docfield size its column, on sites that size columns of decimals. */
  readonly isSized: boolean;
  /** Whether it can be added up, averaged and compared as a number. */
  readonly isMeasure: boolean;
  /** Whether lists can be sorted by it in a useful way: no long text, and no files. */
  readonly isSortable: boolean;
  /** Whether it has few enough different values to be worth a group. */
  readonly isGroupable: boolean;
  /** Whether a mask of v17 that follows the value fits into it, such as `XXXXXX@example.com`. */
  readonly takesTextMask: boolean;
  /** Whether its values are names of documents. */
  readonly namesDocuments: boolean;
  /** Whether a custom one goes to the end of the section that it is inserted into (frappe/model/meta.py, `sort_fields`). */
  readonly endsSection: boolean;
  /** The most that its column holds; null if that is not limited (frappe/database/mariadb/database.py, `type_map`). */
  readonly limit: { readonly unit: 'characters' | 'bytes'; readonly most: number } | null;
}

const TEXT: Fieldtype = {
  storage: 'column',
  column: 'text',
  scalar: 'String',
  isZeroWhenEmpty: false,
  isExact: false,
  isSized: false,
  isMeasure: false,
  isSortable: true,
  isGroupable: false,
  takesTextMask: false,
  namesDocuments: false,
  endsSection: false,
  limit: null,
};

const LINE: Fieldtype = { ...TEXT, limit: { unit: 'characters', most: 140 } };
const LINK: Fieldtype = { ...LINE, isGroupable: true, namesDocuments: true };
const TEXT_BLOCK: Fieldtype = { ...TEXT, limit: { unit: 'bytes', most: 65_535 } };
const LONG: Fieldtype = { ...TEXT, isSortable: false };
const NUMBER: Fieldtype = { ...TEXT, column: 'number', isZeroWhenEmpty: true, isMeasure: true };
const SIZED: Fieldtype = { ...NUMBER, isSized: true };
const DECIMAL: Fieldtype = { ...TEXT, column: 'decimal', isMeasure: true };
const LAYOUT: Fieldtype = { ...TEXT, storage: 'none' };
const ROWS: Fieldtype = { ...TEXT, storage: 'rows' };

/** The fieldtypes of v14 to v17, and that of the column `docstatus`. */
const FIELDTYPES: Readonly<Record<string, Fieldtype>> = {
  Data: { ...LINE, isGroupable: true, takesTextMask: true },
  Link: LINK,
  'Dynamic Link': LINK,
  Select: { ...LINE, isGroupable: true },
  Autocomplete: { ...LINE, isGroupable: true, takesTextMask: true },
  'Read Only': { ...TEXT, isGroupable: true, takesTextMask: true },
  Icon: LINE,
  Color: { ...LINE, scalar: 'Color' },
  Phone: { ...LINE, scalar: 'Phone' },
  Barcode: { ...TEXT, takesTextMask: true },

  Text: { ...TEXT_BLOCK, takesTextMask: true },
  'Small Text': { ...TEXT_BLOCK, takesTextMask: true },
  'Long Text': { ...TEXT, takesTextMask: true },
  'Text Editor': { ...LONG, takesTextMask: true },
  'HTML Editor': { ...LONG, takesTextMask: true },
  'Markdown Editor': { ...LONG, takesTextMask: true },
  Code: { ...LONG, takesTextMask: true },
  Signature: LONG,
  JSON: { ...LONG, scalar: 'JSON' },
  Geolocation: { ...LONG, scalar: 'Geolocation' },
  Attach: { ...TEXT_BLOCK, scalar: 'Attachment', isSortable: false },
  'Attach Image': { ...TEXT_BLOCK, scalar: 'Attachment', isSortable: false },

  Check: { ...NUMBER, scalar: 'Boolean', isMeasure: false, isGroupable: true },
  Int: { ...NUMBER, scalar: 'Int', isGroupable: true },
  'Long Int': { ...NUMBER, scalar: 'BigInt', isGroupable: true, isExact: true },
  Float: { ...SIZED, scalar: 'Float' },
  Percent: { ...SIZED, scalar: 'Float' },
  Currency: { ...SIZED, scalar: 'Decimal', isExact: true },
  Duration: { ...DECIMAL, scalar: 'Duration' },
  Rating: { ...DECIMAL, scalar: 'Rating', isGroupable: true },
  DocStatus: { ...TEXT, column: 'number', scalar: 'DocStatus', isGroupable: true },

  Date: { ...TEXT, column: 'date', scalar: 'Date', isGroupable: true },
  Datetime: { ...TEXT, column: 'datetime', scalar: 'LocalDateTime', isGroupable: true },
  Time: { ...TEXT, column: 'time', scalar: 'Time' },

  Password: { ...TEXT, storage: 'secret' },

  Table: ROWS,
  'Table MultiSelect': { ...ROWS, namesDocuments: true },

  'Section Break': { ...LAYOUT, endsSection: true },
  'Column Break': { ...LAYOUT, endsSection: true },
  'Tab Break': LAYOUT,
  HTML: LAYOUT,
  Button: LAYOUT,
  Image: LAYOUT,
  Fold: LAYOUT,
  Heading: LAYOUT,
};

/** An Int docfield of this length or more is a bigint column (frappe/database/schema.py). */
const BIGINT_LENGTH = 11;

/** @returns the nature of the fieldtype of a docfield. One that nobody knows is taken for text, as Frappe's forms do. */
export function fieldtypeOf({ fieldtype, length = 0 }: { fieldtype: string; length?: number }): Fieldtype {
  const name = fieldtype === 'Int' && length >= BIGINT_LENGTH ? 'Long Int' : fieldtype;
  return Object.hasOwn(FIELDTYPES, name) ? (FIELDTYPES[name] as Fieldtype) : TEXT;
}
