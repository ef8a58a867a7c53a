import { GatewayError, type ServerMessage } from '../../errors.ts';
import { type DocFieldMeta, type DocTypeMeta, isLayout, isSecret, isTable } from '../../metadata/doctype-meta.ts';
import { refusalToSee } from '../../query/execution/permission/permlevels.ts';
import { readWholeDoc } from '../../query/execution/rows/whole-doc.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { guardedFieldsOf } from '../../query/plan/guarded-fields.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { assertName } from './assert-name.ts';
import { insertDoc, toNewValues } from './create-doc.ts';
import type { DocInput } from './doc-input.ts';
import { toSentValue } from './merge-rows.ts';
import type { WriteTarget, WrittenDoc } from './written-doc.ts';

/** The source of a copy, and the values that it changes. */
export interface DocCopy {
  readonly name: string;
  readonly input: DocInput;
}

/** Fields of an amended document that are its own (frappe/public/js/frappe/model/create_new.js, `copy_doc`). */
const NEVER_AMENDED: ReadonlySet<string> = new Set(['amended_from', 'amendment_date', 'cancel_reason']);

/** Makes a new draft of a cancelled document, as the desk does: no version of Frappe has a call for it. */
export async function amendDoc(
  scope: RequestScope,
  target: WriteTarget,
  { name, input }: DocCopy,
): Promise<WrittenDoc> {
  const stored = await readOriginal(scope, target.doctype, name);
  if (Number(stored.docstatus) !== 2) {
    throw new GatewayError('INVALID', `Only a cancelled document can be amended, and ${name} is not.`, {
      field: 'name',
    });
  }
  const isOwn = ({ fieldname }: DocFieldMeta) =>
    NEVER_AMENDED.has(fieldname) || fieldname === target.doctype.workflowStateField;
  const { values, messages } = await copyValues(scope, target.doctype, stored, isOwn);
  const amended = { ...values, ...toNewValues(input), amended_from: stored.name };
  return insertDoc(scope, target, input, amended, messages);
}

/** Makes a new document like one that is there, without what the DocType says not to copy. */
export async function duplicateDoc(
  scope: RequestScope,
  target: WriteTarget,
  { name, input }: DocCopy,
): Promise<WrittenDoc> {
  const stored = await readOriginal(scope, target.doctype, name);
  const { values, messages } = await copyValues(scope, target.doctype, stored, ({ noCopy }) => noCopy);
  return insertDoc(scope, target, input, { ...values, ...toNewValues(input) }, messages);
}

async function readOriginal(scope: RequestScope, doctype: DocTypeMeta, name: string): Promise<Row> {
  assertName(name, 'name');
  const stored = await readWholeDoc(scope, doctype, name);
  if (stored === null) {
    throw new GatewayError('NOT_FOUND', `There is no ${doctype.name} ${name}.`, { field: 'name' });
  }
  return stored;
}

/** Fields that the caller cannot read are not copied. A message names them, because sites send 0 in their place. */
async function copyValues(
  scope: RequestScope,
  doctype: DocTypeMeta,
  stored: Row,
  isLeftOut: (docfield: DocFieldMeta) => boolean,
): Promise<{ values: Row; messages: ServerMessage[] }> {
  const tables = doctype.docfields.filter(isTable);
  const children = tables.map((table) => scope.model.doctypes.get(table.options ?? ''));
  const hidden = await hiddenFields(scope, doctype, [doctype, ...children.filter((child) => child !== undefined)]);
  const copyRow = (meta: DocTypeMeta, row: Row): Row =>
    Object.fromEntries(
      meta.docfields
        .filter((docfield) => isCopied(docfield, row) && !isLeftOut(docfield) && !hidden.has(docfield))
        .map((docfield) => [docfield.fieldname, toSentValue(docfield, row[docfield.fieldname])]),
    );
  const values = copyRow(doctype, stored);
  tables.forEach(({ fieldname }, index) => {
    const child = children[index];
    const rows = values[fieldname];
    if (child && Array.isArray(rows)) values[fieldname] = rows.map((row) => copyRow(child, row as Row));
  });
  const names = [...hidden].map(({ fieldname }) => fieldname);
  const text = `Not copied, because you are not allowed to read it: ${names.join(', ')}.`;
  return { values, messages: names.length > 0 ? [{ title: 'Not copied', text, indicator: 'orange' }] : [] };
}

function isCopied(docfield: DocFieldMeta, row: Row): boolean {
  const value = row[docfield.fieldname];
  if (value === undefined || value === null || docfield.isVirtual) return false;
  return !isLayout(docfield) && !isSecret(docfield);
}

/** Above the caller's permlevels, or masked for the caller: a mask must never be stored as if it were the value. */
async function hiddenFields(
  scope: RequestScope,
  doctype: DocTypeMeta,
  metas: readonly DocTypeMeta[],
): Promise<ReadonlySet<DocFieldMeta>> {
  const hidden = new Set<DocFieldMeta>();
  for (const meta of metas) {
    for (const docfield of meta.docfields) {
      const { fieldname } = docfield;
      if (!guardedFieldsOf(meta).has(fieldname)) continue;
      if (await refusalToSee(scope, doctype, meta, fieldname)) hidden.add(docfield);
    }
  }
  return hidden;
}
