import type { Row } from '../database/demo-database.ts';
import { metaOf, type SiteContext } from '../site-context.ts';
import { listQuery } from './list-query.ts';
import { runList } from './run-list.ts';

/** Replaces links by the rows that they name, as far as the caller may read them (`expand` of v17). */
export function expandLinks(context: SiteContext, doctype: string, rows: Row[], fieldnames: readonly string[]): Row[] {
  for (const fieldname of fieldnames) {
    const docfield = metaOf(context, doctype).byFieldname.get(fieldname);
    if (docfield?.fieldtype !== 'Link') continue;
    const names = [...new Set(rows.map((row) => row[fieldname]).filter((name) => typeof name === 'string'))];
    const filters = [['name', 'in', names]];
    const linked = runList(context, listQuery(String(docfield.options), { fields: ['*'], filters, pageLength: 0 }));
    const byName = new Map(linked.map((row) => [row.name, row]));
    for (const row of rows) row[fieldname] = byName.get(row[fieldname]) ?? row[fieldname];
  }
  return rows;
}
