import type { Row } from '../database/demo-database.ts';
import type { SiteContext } from '../site-context.ts';
import { type DocTypeMeta, tableFieldsOf } from './doctype-meta.ts';

const ANSWERS = new WeakMap<DocTypeMeta, Readonly<Row>>();

/** A merged DocType as `getdoctype` and the v2 meta route answer it. */
export function answerMeta(meta: DocTypeMeta): Readonly<Row> {
  const known = ANSWERS.get(meta);
  if (known) return known;
  const answer = toAnswer(meta);
  ANSWERS.set(meta, answer);
  return answer;
}

function toAnswer(meta: DocTypeMeta): Row {
  const { field_order: _, ...row } = meta.row;
  return {
    doctype: 'DocType',
    ...withoutNulls(row),
    fields: meta.fields.map((docfield) => ({ doctype: 'DocField', ...withoutNulls(docfield) })),
    permissions: meta.permissions.map((permission) => ({ doctype: 'DocPerm', ...withoutNulls(permission) })),
    links: meta.links.map(withoutNulls),
    actions: meta.actions.map(withoutNulls),
    states: meta.states.map(withoutNulls),
  };
}

/** A merged DocType with those of its child tables, and the extras that the desk needs. */
export function answerDocTypeBundle(context: SiteContext, meta: DocTypeMeta): Row[] {
  const children = [...new Set(tableFieldsOf(meta).map((docfield) => String(docfield.options)))];
  const metas = [meta, ...children.map((name) => context.catalog.get(name))];
  return metas.map((each) => {
    const answer = answerMeta(each);
    return { ...answer, fields: withDeskKeys(context, answer.fields as Row[]), ...deskAssets(context, each) };
  });
}

/** The keys that the desk's own metadata class adds to every field, up to v16. */
function withDeskKeys(context: SiteContext, fields: Row[]): Row[] {
  if (context.dialect.hasNewQueryEngine) return fields;
  const added = { search_fields: null, is_custom_field: null, linked_document_type: null };
  return fields.map((docfield) => ({ ...added, ...docfield }));
}

function deskAssets(context: SiteContext, meta: DocTypeMeta): Row {
  const sql = 'SELECT * FROM `tabWorkflow` WHERE document_type = ? AND is_active = 1';
  return { __assets_loaded: true, __js: null, __css: null, __workflow_docs: context.database.all(sql, [meta.name]) };
}

function withoutNulls(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined));
}
