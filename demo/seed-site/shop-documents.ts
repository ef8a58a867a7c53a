import { type DemoDatabase, type Row, tableOf } from '../database/demo-database.ts';
import { isTableField } from '../meta/docfield.ts';
import type { DocTypeFile } from '../meta/doctype-files.ts';

const OF_THE_SITE = new Set([
  ...['owner', 'creation', 'modified', 'modified_by', 'idx', 'parent', 'parentfield', 'parenttype'],
  ...['_user_tags', '_comments', '_assign', '_liked_by', '_seen'],
  // The place in a tree follows from the parent and the order of insertion.
  ...['lft', 'rgt', 'old_parent'],
]);

/** A document of the demo site, ready to be inserted elsewhere. */
export interface ShopDocument {
  doctype: string;
  name: string;
  owner: string;
  docstatus: number;
  /** With its child rows. A document that was cancelled is a submitted one here. */
  values: Row;
}

/** The documents of a DocType in the order in which the demo site made them. */
export function readShopDocuments(
  database: DemoDatabase,
  file: DocTypeFile,
  byName: ReadonlyMap<string, DocTypeFile>,
): ShopDocument[] {
  const rows = database.all(`SELECT * FROM ${tableOf(file.name)} ORDER BY rowid`);
  const tables = file.fields.filter(isTableField).map((table) => {
    const child = byName.get(String(table.options));
    const children = child ? database.all(`SELECT * FROM ${tableOf(child.name)} ORDER BY parent, idx`) : [];
    const own = children.filter((row) => row.parenttype === file.name && row.parentfield === table.fieldname);
    return [table.fieldname, Map.groupBy(own, (row) => String(row.parent))] as const;
  });
  return rows.map((row) => {
    const children = tables.map(([fieldname, byParent]): [string, Row[]] => [
      fieldname,
      (byParent.get(String(row.name)) ?? []).map(toValues),
    ]);
    return toDocument(file, row, Object.fromEntries(children.filter(([, some]) => some.length > 0)));
  });
}

/** The values of a Single, with its child rows. */
export function readShopSingle(
  database: DemoDatabase,
  file: DocTypeFile,
  byName: ReadonlyMap<string, DocTypeFile>,
): Row {
  const stored = database.all('SELECT field, value FROM `tabSingles` WHERE doctype = ?', [file.name]);
  const values = toValues(Object.fromEntries(stored.map((row) => [String(row.field), row.value])));
  for (const table of file.fields.filter(isTableField)) {
    const child = byName.get(String(table.options));
    if (!child) continue;
    const sql = `SELECT * FROM ${tableOf(child.name)} WHERE parent = ? ORDER BY idx`;
    // A row with a name would be taken for one that the site has already.
    values[table.fieldname] = database.all(sql, [file.name]).map((row) => ({ ...toValues(row), name: undefined }));
  }
  return values;
}

function toDocument(file: DocTypeFile, row: Row, children: Row): ShopDocument {
  const docstatus = Number(row.docstatus ?? 0);
  const values: Row = { doctype: file.name, ...toValues(row), ...children };
  if (file.autoname === 'autoincrement') delete values.name;
  if (docstatus === 2) values.docstatus = 1;
  return { doctype: file.name, name: String(row.name), owner: String(row.owner), docstatus, values };
}

function toValues(row: Row): Row {
  const entries = Object.entries(row);
  return Object.fromEntries(entries.filter(([key, value]) => value !== null && !OF_THE_SITE.has(key)));
}
