import { fieldtypeOf } from './fieldtypes.ts';
import type { RawRow } from './site-model.ts';

/**
 * Puts docfields in form order (frappe/model/meta.py, `sort_fields`): a `field_order` where somebody arranged the
 * form, else standard docfields by their index with each custom one behind its `insert_after`.
 *
 * @param fieldOrder the DocType's `field_order` property: a JSON array of fieldnames, or nothing.
 * @param keepsSections whether a custom break leaves the section whole that it is inserted in, as from v16 on.
 */
export function orderDocfields(docfields: readonly RawRow[], fieldOrder: unknown, keepsSections: boolean): RawRow[] {
  const byFieldname = new Map(docfields.map((row) => [String(row.fieldname), row]));
  const order = startOrder(docfields, readFieldOrder(fieldOrder, byFieldname));
  const waiting = toInsertAfter(docfields, order, keepsSections ? byFieldname : null);
  insertWaiting(order, waiting);
  return order.map((fieldname) => byFieldname.get(fieldname)).filter((row) => row !== undefined);
}

function readFieldOrder(fieldOrder: unknown, known: Map<string, RawRow>): string[] {
  if (typeof fieldOrder !== 'string' || fieldOrder === '') return [];
  try {
    const names: unknown = JSON.parse(fieldOrder);
    return Array.isArray(names) ? [...new Set(names.map(String))].filter((name) => known.has(name)) : [];
  } catch {
    return [];
  }
}

/** Standard docfields that stand before the first arranged one keep their place at the top. */
function startOrder(docfields: readonly RawRow[], arranged: string[]): string[] {
  if (arranged.length === 0) return docfields.filter((row) => !row.is_custom_field).map(fieldnameOf);
  const isArranged = new Set(arranged);
  const leading: string[] = [];
  for (const row of docfields) {
    if (row.is_custom_field) return leading;
    if (isArranged.has(fieldnameOf(row))) return [...leading, ...arranged];
    leading.push(fieldnameOf(row));
  }
  return leading;
}

/** @param sections all docfields by name where custom breaks leave sections whole, else null. */
function toInsertAfter(
  docfields: readonly RawRow[],
  order: string[],
  sections: ReadonlyMap<string, RawRow> | null,
): Map<string, string[]> {
  const placed = new Set(order);
  const waiting = new Map<string, string[]>();
  docfields.forEach((row, index) => {
    const fieldname = fieldnameOf(row);
    if (placed.has(fieldname)) return;
    const previous = docfields[index - 1];
    const given = row.is_custom_field ? row.insert_after : previous && fieldnameOf(previous);
    const anchor = given && row.is_custom_field && sections ? endOfSection(row, String(given), order, sections) : given;
    if (anchor) waiting.set(String(anchor), [...(waiting.get(String(anchor)) ?? []), fieldname]);
    else order.unshift(fieldname);
  });
  return waiting;
}

/**
 * A custom Section or Column Break is put behind the last docfield of the section that its `insert_after` stands in; of
 * the column or tab, where that is itself such a break (frappe/model/meta.py, `sort_fields`, from v16 on).
 */
function endOfSection(
  row: RawRow,
  anchor: string,
  order: readonly string[],
  docfields: ReadonlyMap<string, RawRow>,
): string {
  const start = order.indexOf(anchor);
  if (start === -1 || !fieldtypeOf({ fieldtype: String(row.fieldtype) }).endsSection) return anchor;
  const own = docfields.get(anchor)?.fieldtype;
  const rest = order.slice(start + 1);
  const end = rest.findIndex((name) => ['Section Break', own].includes(docfields.get(name)?.fieldtype));
  return (end === -1 ? rest : rest.slice(0, end)).at(-1) ?? anchor;
}

/** An anchor may itself be waiting for its own, so go round until nothing moves; what is left goes to the end. */
function insertWaiting(order: string[], waiting: Map<string, string[]>): void {
  for (let moved = true; moved; ) {
    moved = false;
    for (const [anchor, fieldnames] of waiting) {
      const index = order.indexOf(anchor);
      if (index === -1) continue;
      order.splice(index + 1, 0, ...fieldnames);
      waiting.delete(anchor);
      moved = true;
    }
  }
  for (const fieldnames of waiting.values()) order.push(...fieldnames);
}

function fieldnameOf(row: RawRow): string {
  return String(row.fieldname);
}
