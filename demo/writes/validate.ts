import type { Row } from '../database/demo-database.ts';
import { frappeRaise, frappeThrow } from '../frappe-error.ts';
import { type DocField, isTableField } from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import type { SiteContext } from '../site-context.ts';

/** Checks what Frappe checks before it saves. @throws FrappeError 417 */
export function validateDocument(context: SiteContext, meta: DocTypeMeta, doc: Row): void {
  checkMandatory(context, meta, doc);
  checkValues(meta, doc);
  checkSelects(meta, doc);
}

function checkMandatory(context: SiteContext, meta: DocTypeMeta, doc: Row): void {
  const missing = meta.fields.filter((docfield) => docfield.reqd && isEmpty(doc[docfield.fieldname]));
  if (missing.length === 0) return;
  const messages = missing.map((docfield) => {
    const colon = context.dialect.major >= 16 ? '' : ':';
    const what = isTableField(docfield) ? `Data missing in table${colon}` : 'Value missing for';
    const label = isTableField(docfield) ? docfield.label : `${meta.name}: ${docfield.label}`;
    return { message: `Error: ${what} ${label}`, title: 'Message' };
  });
  const names = missing.map((docfield) => docfield.fieldname).join(', ');
  throw frappeRaise('MandatoryError', { text: `[${meta.name}, ${String(doc.name)}]: ${names}`, messages });
}

function checkValues(meta: DocTypeMeta, doc: Row): void {
  for (const docfield of meta.fields) {
    const value = doc[docfield.fieldname];
    if (isEmpty(value)) continue;
    if (
      docfield.options === 'Email' &&
      docfield.fieldtype === 'Data' &&
      !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(String(value))
    ) {
      throw frappeThrow('InvalidEmailAddressError', `${String(value)} is not a valid Email Address`);
    }
    if (docfield.non_negative && Number(value) < 0) {
      const message = `Value cannot be negative for ${meta.name}: <strong>${docfield.label}</strong>`;
      throw frappeThrow('NonNegativeError', message, 'Negative Value');
    }
    checkLength(meta, doc, docfield);
  }
}

function checkLength(meta: DocTypeMeta, doc: Row, docfield: DocField): void {
  const value = String(doc[docfield.fieldname]);
  const longest = Number(docfield.length) || 140;
  if (!['Data', 'Link', 'Select', 'Phone'].includes(docfield.fieldtype) || value.length <= longest) return;
  const where = `${meta.name} ${String(doc.name)}: '<strong>${docfield.label}</strong>'`;
  const message = `${where} (${value}) will get truncated, as max characters allowed is ${longest}`;
  throw frappeThrow('CharacterLengthExceededError', message, 'Value too big');
}

function checkSelects(meta: DocTypeMeta, doc: Row): void {
  for (const docfield of meta.fields) {
    const value = doc[docfield.fieldname];
    if (docfield.fieldtype !== 'Select' || docfield.fieldname === 'naming_series' || isEmpty(value)) continue;
    // A Select without options takes any text: the desk fills them in.
    if (!docfield.options || docfield.options.split('\n').includes(String(value))) continue;
    const options = docfield.options.split('\n');
    const listed = options.map((option) => `"${option}"`);
    throw frappeThrow(
      'ValidationError',
      ` ${docfield.label} cannot be "${String(value)}". It should be one of ${listed.join(', ')}`,
    );
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
