import type { RawRow } from './site-model.ts';

const NUMERIC_TYPES = new Set(['Check', 'Int', 'Float', 'Currency', 'Percent']);

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
function cast(setter: RawRow): unknown {
  return NUMERIC_TYPES.has(String(setter.property_type)) ? Number(setter.value ?? 0) || 0 : setter.value;
}
