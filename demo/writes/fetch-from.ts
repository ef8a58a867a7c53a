import type { Row } from '../database/demo-database.ts';
import { sqlError } from '../frappe-error.ts';
import { type DocField, hasColumn } from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import type { SiteContext } from '../site-context.ts';

/**
 * The fields of a row that are fetched through one of its links. Frappe reads `link.source` alone: without a dot, or
 * with another kind of field before it, `fetch_from` says nothing; of several dots the last one counts.
 */
export function fetchedFields(meta: DocTypeMeta, row: Row, link: string): DocField[] {
  return meta.fields.filter((docfield) => {
    const isThrough = hasColumn(docfield) && String(docfield.fetch_from ?? '').startsWith(`${link}.`);
    return isThrough && !(docfield.fetch_if_empty && row[docfield.fieldname]);
  });
}

/** The column that a field is fetched from. @throws FrappeError 500 when the table does not have it */
export function sourceColumn({ database, dialect }: SiteContext, target: DocTypeMeta, docfield: DocField): string {
  const source = sourceOf(docfield);
  if (database.columnsOf(target.name).has(source)) return source;
  throw sqlError(dialect.sqlErrorModule, 'OperationalError', 1054, `Unknown column '${source}' in 'SELECT'`);
}

/** The fetched value of a field: rich text loses its markup if the field holds plain text. */
export function fetchedValue(target: DocTypeMeta, docfield: DocField, linked: Row): unknown {
  const source = sourceOf(docfield);
  const value = linked[source] ?? null;
  const isPlain = ['Data', 'Small Text', 'Text'].includes(docfield.fieldtype);
  const isRich = target.byFieldname.get(source)?.fieldtype === 'Text Editor';
  return isPlain && isRich && typeof value === 'string' ? withoutMarkup(value) : value;
}

/** The fieldname behind the last dot of a `fetch_from`. */
export function sourceOf(docfield: DocField): string {
  return String(docfield.fetch_from).split('.').at(-1) ?? '';
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function withoutMarkup(html: string): string {
  const text = html.replace(/<[^>]*>/g, '');
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}
