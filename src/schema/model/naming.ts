/**
 * Every GraphQL name that the gateway makes. A name depends on the DocType or docfield alone, never on what else
 * the site has: removing a DocType renames nothing. The few names that clash still are settled in schema-model.ts.
 */

import { createHash } from 'node:crypto';
import { isReservedField, isReservedType } from './reserved-names.ts';

/**
 * Words between single blanks, hyphens, `&` and brackets: DocTypes seldom differ in these alone. Of two that do, one
 * gives way.
 */
const WORDS = /^\(?[\p{L}\p{N}]+(?:(?: |(?: ?[-&()]+)+ ?)[\p{L}\p{N}]+)*\)?$/u;

/**
 * `Sales Invoice` → `SalesInvoice`, `e-Invoice Log` → `EInvoiceLog`, `Subscription` → `SubscriptionDoc`, `Shop_Item` →
 * `ShopItem_x1a2b3c`, and `名前`, which has nothing to read in ASCII, → `Doc_x1a2b3c`.
 */
export function typeName(doctype: string): string {
  const words = plain(doctype).split(/[^A-Za-z0-9]+/);
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const legal = /^[A-Za-z]/.test(pascal) ? pascal : pascal === '' ? 'Doc' : `_${pascal}`;
  if (!WORDS.test(doctype) || !isAsciiLetters(doctype)) return `${legal}_${hash(doctype)}`;
  return isReservedType(legal) ? `${legal}Doc` : legal;
}

/** Frappe's fieldname unchanged. If it is not a valid GraphQL name, or one of the gateway's, a readable substitute. */
export function fieldName(fieldname: string): string {
  const isLegal = /^[A-Za-z_][A-Za-z0-9_]*$/.test(fieldname) && !fieldname.startsWith('__');
  if (isLegal && !isReservedField(fieldname)) return fieldname;
  const readable = plain(fieldname)
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const start = /^[A-Za-z]/.test(readable) ? '' : 'f_';
  return `${start}${readable}${readable === '' ? '' : '_'}${hash(fieldname)}`;
}

/** The spelling of an option with other characters as `_`; null if it cannot be an enum value. */
export function enumValueName(option: string): string | null {
  const name = plain(option)
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^_+(?=.)|(?<=.)_+$/g, '');
  if (name === '' || name === '_' || ['true', 'false', 'null'].includes(name)) return null;
  const legal = /^[A-Za-z_]/.test(name) ? name : `_${name}`;
  return legal.startsWith('__') ? null : legal;
}

/** The enum of a Select docfield. Its underscore keeps it apart from every DocType's type. */
export function enumTypeName(ownerType: string, field: string): string {
  return `${ownerType}_${field}`;
}

/** `SalesInvoice` → `salesInvoice`, `BOMItem` → `bomItem`: the root field of one document. */
export function singularFieldName(type: string): string {
  const acronym = /^[A-Z0-9]+(?=[A-Z][a-z])|^[A-Z0-9]+(?=$|_)/.exec(type)?.[0];
  const head = acronym ?? type.charAt(0);
  return head.toLowerCase() + type.slice(head.length);
}

/**
 * The root field of a list: one fixed rule, and `…List` where it would not differ from the singular. A hash stays at the
 * end: `ShopItem_x1a2b3c` → `shopItems_x1a2b3c`.
 */
export function pluralFieldName(type: string): string {
  const [, singular = '', hashed = ''] = /^(.*?)(_x[0-9a-f]{6})?$/.exec(singularFieldName(type)) ?? [];
  return `${isPluralLike(singular) ? `${singular}List` : pluralise(singular)}${hashed}`;
}

/** `shopOrder` → `shopOrderAggregate`: the root field that counts and measures documents. */
export function aggregateFieldName(singular: string): string {
  return `${singular}Aggregate`;
}

/**
 * `shopOrdersByCustomer`, or `shopOrdersByItemsItem` for a link in the rows of a table.
 *
 * @param table the field name of the table, or null.
 */
export function backlinkFieldName(sourcePlural: string, table: string | null, link: string): string {
  return `${sourcePlural}By${table === null ? '' : pascalCase(table)}${pascalCase(link)}`;
}

/** A name that reads like another one gets a hash of its meaning. */
export function withHash(name: string, meaning: string): string {
  return `${name}_${hash(meaning)}`;
}

/**
 * `createSalesInvoice`, `submitSalesInvoice`; with the root field of a list `createSalesInvoices`.
 *
 * @param rootField the root field of one document or of the list, as it is settled: so these names differ as those do.
 */
export function mutationFieldName(verb: string, rootField: string): string {
  return `${verb}${rootField.charAt(0).toUpperCase()}${rootField.slice(1)}`;
}

/** `deliveryNote` → `unsavedDeliveryNote`: a document that is not stored. */
export function unsavedFieldName(rootField: string): string {
  return mutationFieldName('unsaved', rootField);
}

/** Fields that a payload has in addition to the document. */
const PAYLOAD_FIELDS: ReadonlySet<string> = new Set(['messages', 'created', 'result', 'name', 'id']);

/** `shopOrder`: the field of a payload that shows the document, called as its root field. */
export function payloadFieldName(singular: string): string {
  return PAYLOAD_FIELDS.has(singular) ? `${singular}Doc` : singular;
}

/** `SalesInvoice` → `SalesInvoiceInput`: the values of a document. */
export function inputTypeName(type: string): string {
  return `${type}Input`;
}

/** `SalesInvoice` → `SalesInvoicePatch`: changes of single rows in its tables. */
export function patchTypeName(type: string): string {
  return `${type}Patch`;
}

/** `SalesInvoice` → `SalesInvoice_Update`: one of many to update or upsert, or what names a document. */
export function writeTypeName(type: string, use: 'Update' | 'Upsert' | 'Key'): string {
  return `${type}_${use}`;
}

/** `createSalesInvoice` → `CreateSalesInvoicePayload`: what a mutation answers. */
export function payloadTypeName(mutation: string): string {
  return `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload`;
}

/** `shopOrder` → `shopOrderChanged`: the root field that reports its documents' changes. */
export function changedFieldName(singular: string): string {
  return `${singular}Changed`;
}

/** `ShopOrder` → `ShopOrderChange`: the report of one change. */
export function changeTypeName(type: string): string {
  return `${type}Change`;
}

/** The field of a change that holds its document: that of one document, but where a change has such a field already. */
export function changedDocFieldName(singular: string): string {
  return ['event', 'name', 'modified', 'matches', 'resumeToken'].includes(singular) ? `${singular}Doc` : singular;
}

/**
 * `erpnext.selling.doctype.sales_order.sales_order.make_delivery_note` → `erpnext_sales_order_make_delivery_note`: app,
 * last module, function. A Server Script, which has no app, is `script_…`.
 */
export function methodFieldName(path: string): string {
  const parts = path.split('.');
  if (parts.length === 1) return `script_${legalName(path)}`;
  return legalName([...new Set([parts[0], parts.at(-2)]), parts.at(-1)].join('_'));
}

/** The whole path, where two methods have the same short name. */
export function fullMethodFieldName(path: string): string {
  return legalName(path.replaceAll('.', '_'));
}

/** `shopOrder`, `recalculate` → `shopOrderRecalculate`. */
export function docMethodFieldName(singular: string, method: string): string {
  return `${singular}${pascalCase(legalName(method)).replace(/^_+/, '')}`;
}

/** An argument of a method, as Python calls it where that is a GraphQL name which is not taken. */
export function methodArgumentName(name: string, isTaken: boolean): string {
  return isTaken ? `${legalName(name)}_` : legalName(name);
}

/** The enum of an argument's `Literal`. No type of a DocType has such a name: `Method` is reserved. */
export function methodEnumName(field: string, argument: string): string {
  return `Method_${field}_${argument}`;
}

/**
 * The payload of a method: `MethodPayload`, with a type of its result `MethodPayload_IntList`, for those of a DocType
 * `ShopOrder_MethodPayload`. Types of DocTypes never have such a name: the underscore keeps that of `Payment` apart from
 * the payload of `Payment Method`.
 */
export function methodPayloadName(type: string, scalar: string, isList: boolean): string {
  const result = scalar === 'JSON' && !isList ? '' : `_${scalar}${isList ? 'List' : ''}`;
  return `${type === '' ? '' : `${type}_`}MethodPayload${result}`;
}

/**
 * The field of a method's payload that holds the document: that of one document, but where a payload has it already.
 */
export function methodDocFieldName(singular: string): string {
  const isTaken = ['result', 'topLevel', 'messages', 'file', 'redirect', 'job'].includes(singular);
  return isTaken ? `${singular}Doc` : singular;
}

function legalName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !name.startsWith('__')) return name;
  const readable = plain(name)
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^_+(?=.)/, '');
  return `${/^[A-Za-z]/.test(readable) ? '' : 'f_'}${readable}_${hash(name)}`;
}

/** `posting_date` → `postingDate`, for sites configured to camelCase; legal names only. */
export function camelCase(field: string): string {
  return field.replace(/(?<=[A-Za-z0-9])_+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `customer` → `Customer`, as in `shopOrdersByCustomer`. */
export function pascalCase(field: string): string {
  return field.replace(/(?:^|_)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Words that end in a single s (`settings`, `news`) are taken for plurals already. */
function isPluralLike(word: string): boolean {
  return /[^s]s$/.test(word);
}

function pluralise(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:ss|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

/** Strips diacritics: `Größe` → `Grosse`, `préférée` → `preferee`. */
export function plain(text: string): string {
  return text.replaceAll('ß', 'ss').replace(/ø/gi, 'o').normalize('NFKD').replace(/\p{M}/gu, '');
}

/** Whether a text is ASCII once diacritics are stripped. */
export function isAsciiLetters(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(plain(text));
}

/** Six characters that distinguish names that read alike; the `x` keeps the name valid. */
function hash(text: string): string {
  return `x${createHash('sha256').update(text).digest('hex').slice(0, 6)}`;
}
