import { type Row, tableOf } from '../database/demo-database.ts';
import { hasColumn, namingFieldname } from '../meta/docfield.ts';
import { type DocTypeMeta, tableFieldsOf } from '../meta/doctype-meta.ts';
import { SeededRandom } from '../seed/seeded-random.ts';
import { valueFor } from '../seed/value-for.ts';
import { metaOf, type SiteContext } from '../site-context.ts';

/** Fills the mandatory read-only fields of a new document and its rows, as the Python of their app would. Naming needs its field. */
export function fillReadOnly(context: SiteContext, meta: DocTypeMeta, doc: Row): void {
  const random = new SeededRandom(1);
  for (const docfield of meta.fields) {
    const { fieldname, fieldtype, options, reqd, read_only } = docfield;
    const isReadOnly = read_only || fieldtype === 'Read Only';
    const isNeeded = reqd || fieldname === namingFieldname(meta.row.autoname);
    const isOpen = isNeeded && isReadOnly && hasColumn(docfield) && (doc[fieldname] ?? '') === '';
    if (!isOpen) continue;
    if (fieldtype === 'Link') doc[fieldname] = firstName(context, options);
    else if (fieldtype === 'Dynamic Link') doc[fieldname] = firstName(context, doc[String(options)]);
    else doc[fieldname] = valueFor(docfield, random, countRows(context, meta));
  }
  for (const { fieldname, options } of tableFieldsOf(meta)) {
    const child = metaOf(context, String(options));
    for (const row of (doc[fieldname] ?? []) as Row[]) fillReadOnly(context, child, row);
  }
}

function firstName({ database }: SiteContext, target: unknown): unknown {
  const doctype = String(target ?? '');
  if (database.columnsOf(doctype).size === 0) return null;
  return database.get(`SELECT name FROM ${tableOf(doctype)} ORDER BY name`)?.name ?? null;
}

function countRows({ database }: SiteContext, { name }: DocTypeMeta): number {
  if (database.columnsOf(name).size === 0) return 0;
  return Number(database.get(`SELECT COUNT(*) AS n FROM ${tableOf(name)}`)?.n);
}
