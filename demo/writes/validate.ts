import type { Row } from '../database/demo-database.ts';
import { frappeRaise, frappeThrow } from '../frappe-error.ts';
import { bold, translate, translateFormat } from '../language.ts';
import { type DocField, isTableField } from '../meta/docfield.ts';
import { type DocTypeMeta, tableFieldsOf } from '../meta/doctype-meta.ts';
import { metaOf, type SiteContext } from '../site-context.ts';

/** Checks what Frappe checks before it saves, in the document and in its rows. @throws FrappeError 417 */
export function validateDocument(context: SiteContext, meta: DocTypeMeta, doc: Row): void {
  checkMandatory(context, meta, doc);
  for (const one of withRows(context, meta, doc)) {
    checkValues(context, one);
    checkSelects(context, one);
  }
}

/** A document, or a row of one. */
interface Checked {
  meta: DocTypeMeta;
  doc: Row;
  /** The number of a row in its table; null for the document itself. */
  idx: number | null;
}

function withRows(context: SiteContext, meta: DocTypeMeta, doc: Row): Checked[] {
  const rows = tableFieldsOf(meta).flatMap(({ fieldname, options }) =>
    ((doc[fieldname] ?? []) as Row[]).map((row) => ({
      meta: metaOf(context, String(options)),
      doc: row,
      idx: Number(row.idx),
    })),
  );
  return [{ meta, doc, idx: null }, ...rows];
}

/** All that is missing is named at once, by its fieldnames and in one message for each of them. */
function checkMandatory(context: SiteContext, meta: DocTypeMeta, doc: Row): void {
  const missing = withRows(context, meta, doc).flatMap((one) =>
    one.meta.fields
      .filter((docfield) => docfield.reqd && isEmpty(one.doc[docfield.fieldname]))
      .map((docfield) => ({ docfield, message: missingMessage(context, one, docfield) })),
  );
  if (missing.length === 0) return;
  const messages = missing.map(({ message }) => ({ message, title: 'Message' }));
  const names = missing.map(({ docfield }) => docfield.fieldname).join(', ');
  throw frappeRaise('MandatoryError', { text: `[${meta.name}, ${String(doc.name)}]: ${names}`, messages });
}

/** `_get_missing_mandatory_fields` of frappe/model/base_document.py. */
function missingMessage(context: SiteContext, { meta, idx }: Checked, docfield: DocField): string {
  const label = labelOf(context, meta, docfield);
  const doctype = translate(context, meta.name);
  const text = (source: string) => translate(context, source);
  const isLate = context.dialect.major >= 16;
  if (isTableField(docfield)) {
    if (isLate) return translateFormat(context, 'Error: Data missing in table {0}', label);
    return `${text('Error')}: ${text('Data missing in table')}: ${label}`;
  }
  if (idx === null) return translateFormat(context, 'Error: Value missing for {0}: {1}', doctype, label);
  if (isLate) return translateFormat(context, 'Error: {0} Row #{1}: Value missing for: {2}', bold(doctype), idx, label);
  return `${text('Error')}: ${bold(doctype)} ${text('Row')} #${idx}: ${text('Value missing for')}: ${label}`;
}

function labelOf(context: SiteContext, meta: DocTypeMeta, { label }: DocField): string {
  return translate(context, String(label), context.dialect.translatesLabelsInContext ? meta.name : undefined);
}

function checkValues(context: SiteContext, one: Checked): void {
  const { meta, doc, idx } = one;
  for (const docfield of meta.fields) {
    const value = doc[docfield.fieldname];
    if (isEmpty(value)) continue;
    if (
      docfield.options === 'Email' &&
      docfield.fieldtype === 'Data' &&
      !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(String(value))
    ) {
      const message = translateFormat(context, '{0} is not a valid Email Address', value);
      throw frappeThrow('InvalidEmailAddressError', message);
    }
    if (docfield.non_negative && Number(value) < 0) {
      const label = bold(labelOf(context, meta, docfield));
      const doctype = translate(context, meta.name);
      const what = 'Value cannot be negative for';
      const message =
        idx === null
          ? translateFormat(context, `${what} {0}: {1}`, doctype, label)
          : `${bold(doctype)} ${translate(context, 'Row')} #${idx}: ${translate(context, what)} ${label}`;
      throw frappeThrow('NonNegativeError', message, 'Negative Value');
    }
    checkLength(context, one, docfield);
  }
}

function checkLength(context: SiteContext, { meta, doc, idx }: Checked, docfield: DocField): void {
  const value = String(doc[docfield.fieldname]);
  const longest = Number(docfield.length) || 140;
  if (!['Data', 'Link', 'Select', 'Phone'].includes(docfield.fieldtype) || value.length <= longest) return;
  const doctype = translate(context, meta.name);
  const where =
    idx === null ? `${doctype} ${String(doc.name)}` : translateFormat(context, '{0}, Row {1}', doctype, idx);
  const template = "{0}: '{1}' ({3}) will get truncated, as max characters allowed is {2}";
  const label = bold(labelOf(context, meta, docfield));
  const message = translateFormat(context, template, where, label, longest, value);
  throw frappeThrow('CharacterLengthExceededError', message, 'Value too big');
}

function checkSelects(context: SiteContext, { meta, doc, idx }: Checked): void {
  for (const docfield of meta.fields) {
    const value = doc[docfield.fieldname];
    if (docfield.fieldtype !== 'Select' || docfield.fieldname === 'naming_series' || isEmpty(value)) continue;
    // A Select without options takes any text: the desk fills them in.
    if (!docfield.options || docfield.options.split('\n').includes(String(value))) continue;
    const options = docfield.options.split('\n').map((option) => translate(context, option));
    const prefix = idx === null ? '' : translateFormat(context, 'Row #{0}:', idx);
    const label = translate(context, String(docfield.label));
    const template = '{0} {1} cannot be "{2}". It should be one of "{3}"';
    throw frappeThrow(
      'ValidationError',
      translateFormat(context, template, prefix, label, value, options.join('", "')),
    );
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
