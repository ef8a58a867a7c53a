import { GatewayError } from '../../../errors.ts';
import type { DocFieldEntry, DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import type { DocInput } from '../doc-input.ts';

/** Errors about the document as a whole, even if their message has the label of a docfield. */
const NOT_ABOUT_A_FIELD: ReadonlySet<string> = new Set([
  'TimestampMismatchError',
  'DocstatusTransitionError',
  'DocumentLockedError',
  'DuplicateEntryError',
  'LinkExistsError',
]);

/** The path of an input, such as `input`, or that of the one which gave a field; null if `field` is the field's name. */
export type InputPath = string | null | ((field: string) => string);

/** The path of a field that an input gave, or else a document in the site's form (`from`). */
export function ownOrFrom({ fields, tables }: DocInput, own: string): (field: string) => string {
  const given = new Set([...fields, ...tables].map(({ path }) => path));
  return (field) => (given.has(`${own}.${field.split('.')[0]}`) ? own : 'from');
}

/**
 * Runs a write, and adds to a refusal of the site the field that it is about. Frappe names a label, and for rows their
 * number; `field` then holds the path in the input.
 */
export async function namingField<Result>(
  model: SchemaModel,
  entry: DocTypeEntry,
  path: InputPath,
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    throw withField(model, entry, path, error);
  }
}

function withField(model: SchemaModel, entry: DocTypeEntry, path: InputPath, error: unknown): unknown {
  if (!(error instanceof GatewayError) || error.details.field !== undefined) return error;
  if (error.code !== 'INVALID' && error.code !== 'CONFLICT') return error;
  const field = findField(model, entry, error);
  if (field === null) return error;
  const prefix = typeof path === 'function' ? path(field) : path;
  const details = { ...error.details, field: prefix === null ? field : `${prefix}.${field}` };
  return new GatewayError(error.code, error.message, details, error.cause);
}

/**
 * @returns the path within an input that a refusal of the site is about, such as `items.2.qty`; null if it names none.
 */
export function findField(model: SchemaModel, entry: DocTypeEntry, error: GatewayError): string | null {
  if (NOT_ABOUT_A_FIELD.has(error.details.excType ?? '')) return null;
  const text = error.message.replaceAll(entry.meta.name, '');
  const row = rowIn(text);
  const inRow = row === null ? null : (findInRows(model, entry, text, row) ?? rowOfOnlyTable(entry, row));
  return inRow ?? longestLabel(entry.fields, text)?.name ?? null;
}

/** The index of the row that a message names: Frappe writes `Row #2`, ERPNext `Row 2` and `row 2` as well. */
function rowIn(text: string): number | null {
  const { word, sign } = /\brow (?:no\.? )?(?<word>\d+)|#\s?(?<sign>\d+)/i.exec(text)?.groups ?? {};
  const number = word ?? sign;
  return number === undefined ? null : Number(number) - 1;
}

/** Of the tables with such a label, the one whose label says most: `Against Order` of one, `Order` of another. */
function findInRows(model: SchemaModel, entry: DocTypeEntry, text: string, row: number): string | null {
  const found = entry.fields.flatMap((table) => {
    const child = table.kind.kind === 'childTable' ? model.byDoctype.get(table.kind.target) : undefined;
    const field = child && longestLabel(child.fields, text.replaceAll(child.meta.name, ''));
    return field ? [{ path: `${table.name}.${row}.${field.name}`, length: field.docfield.label?.length ?? 0 }] : [];
  });
  const longest = Math.max(...found.map(({ length }) => length));
  return found.find(({ length }) => length === longest)?.path ?? null;
}

/** The row itself, if no other table has such a row: better than a docfield of the document whose label is in the message. */
function rowOfOnlyTable({ fields }: DocTypeEntry, row: number): string | null {
  const [table, ...others] = fields.filter(({ kind }) => kind.kind === 'childTable');
  return table === undefined || others.length > 0 ? null : `${table.name}.${row}`;
}

/** `Delivery Date` says more than `Date`. */
function longestLabel(fields: readonly DocFieldEntry[], text: string): DocFieldEntry | null {
  let found: DocFieldEntry | null = null;
  for (const field of fields) {
    const label = field.docfield.label ?? '';
    if (label.length > (found?.docfield.label?.length ?? 0) && holdsWord(text, label)) found = field;
  }
  return found;
}

/** Whether a text contains a whole word. */
export function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + word.length])) return true;
  }
  return false;
}

function isLetter(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{N}_]/u.test(letter);
}
