import { fieldtypeOf } from './fieldtypes.ts';
import type { RawRow } from './site-model.ts';

/**
 * Overrides properties of a DocType and its docfields by its Property Setters (frappe/model/meta.py,
 * `apply_property_setters`). A setter for a docfield that is not there is passed over, as Frappe does.
 */
export function applyPropertySetters(
  doctype: RawRow,
  docfields: readonly RawRow[],
  setters: readonly RawRow[],
): { doctype: RawRow; docfields: RawRow[] } {
  if (setters.length === 0) return { doctype, docfields: [...docfields] };
  const mergedDoctype = { ...doctype };
  const byFieldname = new Map(docfields.map((row) => [row.fieldname, { ...row } as Record<string, unknown>]));
  for (const setter of setters) {
    const property = String(setter.property);
    if (setter.doctype_or_field === 'DocType') mergedDoctype[property] = cast(setter);
    else if (setter.doctype_or_field === 'DocField') {
      const docfield = byFieldname.get(setter.field_name);
      if (docfield) docfield[property] = cast(setter);
    }
  }
  return { doctype: mergedDoctype, docfields: [...byFieldname.values()] };
}

/** Values are kept as text; `property_type` says what they are (frappe/utils/data.py, `cast`). */
function cast({ property_type: type, value }: RawRow): unknown {
  const { isZeroWhenEmpty: isNumber, isSized: isDecimal } = fieldtypeOf({ fieldtype: String(type) });
  if (isDecimal) return toNumber(value);
  return isNumber ? Math.trunc(toNumber(isTrue(value) ? 1 : value)) : value;
}

/** A Check may be kept as `True`, too (frappe/utils/data.py, `sbool`). */
function isTrue(value: unknown): boolean {
  return String(value).toLowerCase() === 'true';
}

/** Values that are not numbers count as 0 (frappe/utils/data.py, `cint` and `flt`). */
function toNumber(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? number : 0;
}
