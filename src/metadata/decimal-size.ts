import type { DocFieldMeta, DocTypeCatalog } from './doctype-meta.ts';
import { fieldtypeOf } from './fieldtypes.ts';

/** How many digits a column of decimals has before and after its decimal point. */
export interface DecimalSize {
  readonly whole: number;
  readonly scale: number;
}

const FIXED: DecimalSize = { whole: 12, scale: 9 };
const WIDTH = 21;

/**
 * Whether the length and precision of a docfield size its column, as they do on 15.101 and v17
 * (frappe/database/schema.py, `CONFIGURABLE_DECIMAL_TYPES`). The site shows it in the form of a docfield, which has a
 * length for such types then.
 */
export function sizesDecimals(doctypes: DocTypeCatalog): boolean {
  const length = doctypes.get('DocField')?.docfields.find(({ fieldname }) => fieldname === 'length');
  return length?.dependsOn?.includes("'Currency'") ?? false;
}

/** The size of the column of a docfield that holds decimals. */
export function decimalSizeOf(docfield: DocFieldMeta, areSized: boolean): DecimalSize {
  if (!areSized || !fieldtypeOf(docfield).isSized) return FIXED;
  const { length, precision } = docfield;
  const width = length || WIDTH;
  const scale = Math.min(precision === null ? FIXED.scale : Number.parseInt(precision, 10) || 0, width);
  return { whole: width - scale, scale };
}
