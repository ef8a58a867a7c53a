import { quote, type Row, tableOf } from '../database/demo-database.ts';
import { type DocTypeMeta, tableFieldsOf } from '../meta/doctype-meta.ts';
import { metaOf, type SiteContext } from '../site-context.ts';

/** Fills the fields with `fetch_from`, in a document and its child rows. */
export function fetchFromLinks(context: SiteContext, meta: DocTypeMeta, doc: Row): void {
  fillRow(context, meta, doc);
  for (const docfield of tableFieldsOf(meta)) {
    const child = metaOf(context, String(docfield.options));
    for (const row of (doc[docfield.fieldname] ?? []) as Row[]) fillRow(context, child, row);
  }
}

function fillRow(context: SiteContext, meta: DocTypeMeta, row: Row): void {
  for (const docfield of meta.fields) {
    const [linkField = '', source = ''] = String(docfield.fetch_from ?? '').split('.');
    const target = meta.byFieldname.get(linkField)?.options;
    const isKept = docfield.fetch_if_empty && row[docfield.fieldname];
    if (!target || !row[linkField] || isKept) continue;
    const sql = `SELECT ${quote(source)} AS value FROM ${tableOf(target)} WHERE name = ?`;
    row[docfield.fieldname] = context.database.get(sql, [row[linkField]])?.value ?? null;
  }
}
