import { type Row, tableOf } from '../database/demo-database.ts';
import { findDocument, loadDocument } from '../documents/load-document.ts';
import { frappeThrow } from '../frappe-error.ts';
import { translate, translateFormat } from '../language.ts';
import { type DocField, hasColumn } from '../meta/docfield.ts';
import { type DocTypeMeta, tableFieldsOf } from '../meta/doctype-meta.ts';
import { metaOf, type SiteContext } from '../site-context.ts';
import { fetchedFields, fetchedValue, sourceColumn } from './fetch-from.ts';

/** The links of a document that lead nowhere, and those that lead to cancelled documents. */
interface BadLinks {
  missing: string[];
  cancelled: string[];
}

/**
 * Checks the links of a document and of its rows, and fills what is fetched through them
 * (frappe/model/base_document.py, `get_invalid_links`).
 *
 * @throws FrappeError 417, and 404 for a dynamic link to a DocType that does not exist
 */
export function resolveLinks(context: SiteContext, meta: DocTypeMeta, doc: Row, isNew: boolean): void {
  // To cancel a document is to leave it as it is.
  if (doc.docstatus === 2) return;
  const bad: BadLinks = { missing: [], cancelled: [] };
  const isSubmittable = Boolean(meta.row.is_submittable);
  resolveRow(context, meta, doc, { bad, where: '', isSubmittable, isNew });
  for (const docfield of tableFieldsOf(meta)) {
    const child = metaOf(context, String(docfield.options));
    for (const row of (doc[docfield.fieldname] ?? []) as Row[]) {
      resolveRow(context, child, row, {
        bad,
        where: `${translate(context, 'Row')} #${String(row.idx)}: `,
        isSubmittable,
        isNew,
      });
    }
  }
  if (bad.missing.length > 0) {
    throw frappeThrow('LinkValidationError', translateFormat(context, 'Could not find {0}', bad.missing.join(', ')));
  }
  if (bad.cancelled.length > 0) {
    const what = translateFormat(context, 'Cannot link cancelled document: {0}', bad.cancelled.join(', '));
    throw frappeThrow('CancelledLinkError', what);
  }
}

interface Resolution {
  bad: BadLinks;
  /** The place of a row, for messages. */
  where: string;
  isSubmittable: boolean;
  isNew: boolean;
}

function resolveRow(context: SiteContext, meta: DocTypeMeta, row: Row, resolution: Resolution): void {
  const links = meta.fields.filter((docfield) => docfield.fieldtype === 'Link' && hasColumn(docfield));
  const dynamic = meta.fields.filter((docfield) => docfield.fieldtype === 'Dynamic Link' && hasColumn(docfield));
  const given = [...links, ...dynamic].filter(
    ({ fieldname }) => ![undefined, null, ''].includes(row[fieldname] as null),
  );
  // v17 reads the targets of all links before it checks the first one.
  if (context.dialect.hasNewQueryEngine) for (const docfield of given) metaOf(context, targetOf(meta, row, docfield));
  for (const docfield of given) resolveLink(context, meta, row, docfield, resolution);
}

function resolveLink(context: SiteContext, meta: DocTypeMeta, row: Row, link: DocField, resolution: Resolution): void {
  const value = row[link.fieldname];
  const target = metaOf(context, targetOf(meta, row, link));
  const fields = fetchedFields(meta, row, link.fieldname);
  const linked = linkedDocument(context, target, String(value), fields);
  // Up to v15 a link that other fields are fetched through is not checked.
  if (linked === undefined && fields.length > 0 && context.dialect.major < 16) return;
  row[link.fieldname] = linked?.name ?? null;
  const inContext = context.dialect.translatesLabelsInContext ? meta.name : undefined;
  const label = translate(context, String(link.label), inContext);
  const where = `${resolution.where}${label}: ${String(value)}`;
  if (linked === undefined) {
    resolution.bad.missing.push(where);
    return;
  }
  for (const docfield of fields) {
    const isFetched = resolution.isNew || row.docstatus !== 1 || docfield.allow_on_submit;
    if (isFetched) row[docfield.fieldname] = fetchedValue(target, docfield, linked);
  }
  const isCancelled = Boolean(target.row.is_submittable) && linked.docstatus === 2;
  if (isCancelled && resolution.isSubmittable && link.fieldname !== 'amended_from') {
    resolution.bad.cancelled.push(where);
  }
}

/** The DocType that a link leads to. */
function targetOf(meta: DocTypeMeta, row: Row, link: DocField): string {
  if (link.fieldtype === 'Link') {
    if (link.options) return String(link.options);
    throw frappeThrow('ValidationError', `Options not set for link field ${link.fieldname}`);
  }
  const target = row[String(link.options)];
  if (target) return String(target);
  const label = meta.byFieldname.get(String(link.options))?.label;
  throw frappeThrow('ValidationError', `${String(label)} must be set first`);
}

function linkedDocument(
  context: SiteContext,
  target: DocTypeMeta,
  name: string,
  fields: readonly DocField[],
): Row | undefined {
  if (target.isSingle) return { ...findDocument(context, target, name), name: target.name };
  if (target.isVirtual) return loadDocument(context, target, name);
  const columns = fields.map((docfield) => sourceColumn(context, target, docfield));
  const state = target.row.is_submittable ? ['docstatus'] : [];
  const list = ['name', ...state, ...columns].map((column) => `\`${column}\``).join(', ');
  return context.database.get(`SELECT ${list} FROM ${tableOf(target.name)} WHERE name = ?`, [name]);
}
