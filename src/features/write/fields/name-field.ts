import { GatewayError } from '../../../errors.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import { type DocInput, type FieldInput, rowsOf, type TableInput } from '../doc-input.ts';
import { findFields } from './find-fields.ts';
import { namesValue } from './longest-named.ts';

/** The path of an input, such as `input`, or that of the one which gave a field; null if `field` is the field's name. */
export type InputPath = string | null | ((field: string) => string);

/** A write whose refusal may be about a field. */
export interface NamedWrite {
  readonly model: SchemaModel;
  readonly entry: DocTypeEntry;
  readonly path: InputPath;
  /** The values that are sent; null if the write has no input. */
  readonly input: DocInput | null;
}

/** The path of a field that an input gave, or else a document in the site's form (`from`). */
export function ownOrFrom({ fields, tables }: DocInput, own: string): (field: string) => string {
  const given = new Set([...fields, ...tables].map(({ path }) => path));
  return (field) => (given.has(`${own}.${field.split('.')[0]}`) ? own : 'from');
}

/**
 * Runs a write, and adds to a refusal of the site the field that it is about, as a path in the input; `fields` if they
 * are several.
 */
export async function namingField<Result>(
  scope: RequestScope,
  named: NamedWrite,
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    throw await withField(scope, named, error);
  }
}

async function withField(scope: RequestScope, named: NamedWrite, error: unknown): Promise<unknown> {
  if (!(error instanceof GatewayError) || error.details.field !== undefined) return error;
  if (error.code !== 'INVALID' && error.code !== 'CONFLICT') return error;
  const found = findFields(named, error, await scope.messageTranslations()).map(({ field, message }) => ({
    field: toPath(named, error, field),
    message,
  }));
  const field = found.findLast(({ message }) => message === error.message)?.field ?? null;
  const fields = found.length > 1 && found.some((each) => each.field !== null) ? { fields: found } : {};
  const details = { ...error.details, ...(field === null ? {} : { field }), ...fields };
  return new GatewayError(error.code, error.message, details, error.cause);
}

/** @param field the place within the document; null if the message does not say. */
function toPath({ path, input }: NamedWrite, error: GatewayError, field: string | null): string | null {
  const [name = '', row, ...within] = field?.split('.') ?? [];
  const isRow = row !== undefined && within.length === 0;
  const isByValue = field === null || isRow || NOT_BY_LABEL.has(error.details.excType ?? '');
  const ofValue = input && isByValue ? fieldOfValue(input, error, isRow ? field : null) : null;
  if (ofValue !== null || field === null) return ofValue;
  const patched = input?.tables.find((table) => table.kind === 'patch' && table.path.endsWith(`.${name}`));
  if (patched) return row === undefined ? patched.path : inPatch(patched, error, [row, ...within]);
  const prefix = typeof path === 'function' ? path(field) : path;
  return prefix === null ? field : `${prefix}.${field}`;
}

/** The path of a row that a patch changes; null if it is one that the document had before. */
function inPatch({ docfield }: TableInput, { details }: GatewayError, [row, ...within]: string[]): string | null {
  const path = details.sentRows?.get(docfield.fieldname)?.[Number(row)] ?? null;
  return path && [path, ...within].join('.');
}

/** Errors about a value, which is in their messages. */
const ABOUT_VALUES: ReadonlySet<string> = new Set([
  'LinkValidationError',
  'CancelledLinkError',
  'CharacterLengthExceededError',
  'InvalidEmailAddressError',
  'InvalidPhoneNumberError',
  'UpdateAfterSubmitError',
]);

/** Their messages have the value alone: a label in it is a word, such as that of `Phone` in "not a valid Phone Number". */
const NOT_BY_LABEL: ReadonlySet<string> = new Set(['InvalidEmailAddressError', 'InvalidPhoneNumberError']);

/**
 * The only field whose value is in the message of an error about values: sites before v17 do not return the labels of
 * their apps in other languages.
 *
 * @param row the only row that it can be in, such as `items.2`; null if it can be anywhere.
 */
function fieldOfValue(input: DocInput, { message, details }: GatewayError, row: string | null): string | null {
  if (!ABOUT_VALUES.has(details.excType ?? '')) return null;
  const all = [...input.fields, ...input.tables.flatMap(rowsOf).flatMap(({ fields }) => fields)];
  const isNamed = ({ value, path }: FieldInput) =>
    namesValue(message, value) && (row === null || path.includes(`.${row}.`));
  const [only, ...others] = all.filter(isNamed);
  return only === undefined || others.length > 0 ? null : only.path;
}
