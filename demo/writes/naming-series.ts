import { type Row, tableOf } from '../database/demo-database.ts';
import { frappeThrow } from '../frappe-error.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import type { SiteContext } from '../site-context.ts';

/** The next name of a series such as `SO-.YYYY.-.#####`. @throws FrappeError 417 for a series without a dot */
export function fromSeries(context: SiteContext, meta: DocTypeMeta, doc: Row, series: string): string {
  if (!series.includes('.')) {
    throw frappeThrow('InvalidNamingSeriesError', `Invalid naming series <strong>${series}</strong>: dot (.) missing`);
  }
  let name = '';
  let isCounted = false;
  for (const part of series.split('.')) {
    // The first number counts, those behind it are left out.
    const isNumber = part.startsWith('#');
    if (!isNumber) name += partOf(context, meta, doc, part);
    else if (!isCounted) name += nextNumber(context, meta, name, part.length);
    isCounted ||= isNumber;
  }
  return name;
}

/** The name that a format such as `RET-{YYYY}-{customer}-{#####}` gives. */
export function fromFormat(context: SiteContext, meta: DocTypeMeta, doc: Row, format: string): string {
  let name = '';
  for (const part of format.split(/(\{[^{}]+\})/)) {
    const inner = /^\{(.+)\}$/.exec(part)?.[1];
    if (inner === undefined) name += part;
    else if (inner.startsWith('#')) name += nextNumber(context, meta, name, inner.length);
    else name += partOf(context, meta, doc, inner);
  }
  return name;
}

/** A part of a series: of the date, a field of the document, or as it stands. */
function partOf(context: SiteContext, meta: DocTypeMeta, doc: Row, part: string): string {
  const { today } = context.clock;
  const dated = { YYYY: today.slice(0, 4), YY: today.slice(2, 4), MM: today.slice(5, 7), DD: today.slice(8, 10) }[part];
  if (dated !== undefined) return dated;
  const fieldname = part.replace(/[{}]/g, '');
  if (!part.startsWith('{') && !meta.columns.has(fieldname)) return part;
  return String(doc[fieldname] ?? '').trim();
}

/** One more than the highest number behind a prefix; names are stored without blanks around them. */
function nextNumber(context: SiteContext, meta: DocTypeMeta, text: string, digits: number): string {
  const prefix = text.trimStart();
  if (meta.isVirtual) return '1'.padStart(digits, '0');
  const number = 'MAX(CAST(substr(name, ?) AS INTEGER))';
  const sql = `SELECT ${number} AS n FROM ${tableOf(meta.name)} WHERE substr(name, 1, ?) = ? COLLATE NOCASE`;
  const row = context.database.get(sql, [prefix.length + 1, prefix.length, prefix]);
  return String(Number(row?.n ?? 0) + 1).padStart(digits, '0');
}
