import type { Row } from '../database/demo-database.ts';
import { pythonFloat, toAnswer } from '../engine/values.ts';
import {
  CHILD_COLUMNS,
  type DocField,
  hasColumn,
  isNullable,
  isTableField,
  STANDARD_COLUMNS,
} from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { mayReadLevel } from '../permissions/role-rights.ts';
import { metaOf, type SiteContext } from '../site-context.ts';

/** A document as it is answered: typed values, virtual fields, hidden values cut, `doctype` in it and in its rows. */
export function answerDocument(context: SiteContext, meta: DocTypeMeta, doc: Row, keepsNulls: boolean): Row {
  // The levels of a row are those of its parent.
  const owner = meta.isChild ? (context.catalog.find(String(doc.parenttype)) ?? meta) : meta;
  const answer = answerRow(context, meta, owner, doc);
  for (const docfield of meta.fields.filter(isTableField)) {
    const child = metaOf(context, String(docfield.options));
    const rows = (doc[docfield.fieldname] ?? []) as Row[];
    answer[docfield.fieldname] = rows.map((row) => {
      const answered = answerRow(context, child, meta, row);
      return keepsNulls ? answered : withoutNulls(answered);
    });
  }
  return keepsNulls ? answer : withoutNulls(answer);
}

function answerRow(context: SiteContext, meta: DocTypeMeta, owner: DocTypeMeta, doc: Row): Row {
  const answer: Row = {};
  for (const [column, kind] of Object.entries(STANDARD_COLUMNS)) {
    if (column in doc) answer[column] = toAnswer(kind, doc[column]);
  }
  for (const docfield of meta.fields) {
    if (isTableField(docfield)) continue;
    const isVirtual = Boolean(docfield.is_virtual);
    if (!isVirtual && !hasColumn(docfield)) continue;
    answer[docfield.fieldname] = answerField(context, meta, owner, docfield, doc);
  }
  // Collaboration data is in the document once there is any; assignments are not.
  for (const column of ['_user_tags', '_liked_by']) if (!meta.isChild && doc[column]) answer[column] = doc[column];
  if (meta.isChild) for (const column of Object.keys(CHILD_COLUMNS)) answer[column] = doc[column];
  answer.doctype = meta.name;
  return answer;
}

function answerField(
  context: SiteContext,
  meta: DocTypeMeta,
  owner: DocTypeMeta,
  docfield: DocField,
  doc: Row,
): unknown {
  const kind = meta.columns.get(docfield.fieldname) ?? 'text';
  const isHidden =
    !context.dialect.showsHiddenValuesInDocs && !mayReadLevel(context, owner, Number(docfield.permlevel ?? 0));
  if (isHidden) return emptyValue(docfield, kind === 'float');
  if (docfield.is_virtual) return context.app.virtualFields[meta.name]?.[docfield.fieldname]?.(doc, context) ?? null;
  // A Single's values come as text, so a time keeps its zero.
  return meta.isSingle && kind === 'time' ? doc[docfield.fieldname] : toAnswer(kind, doc[docfield.fieldname] ?? null);
}

/** Numbers cannot be null, so a hidden one reads as 0. */
function emptyValue(docfield: DocField, isFloat: boolean): unknown {
  if (isNullable(docfield.fieldtype)) return null;
  return isFloat ? pythonFloat(0) : 0;
}

function withoutNulls(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined));
}
