import { type ErrorCode, GatewayError } from '../../../errors.ts';
import type { FieldValue } from '../../../metadata/fieldtypes.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import { type DocInput, rowsOf } from '../doc-input.ts';
import { findFields } from './find-fields.ts';
import { namesValue } from './longest-named.ts';

/** An error that may be about one of several inputs. */
const ABOUT_INPUTS: ReadonlySet<ErrorCode> = new Set(['INVALID', 'CONFLICT', 'FORBIDDEN']);

/** Errors about a value alone: of several inputs with it, the site met the first one. */
const ABOUT_VALUES: ReadonlySet<string> = new Set([
  'MandatoryError',
  'LinkValidationError',
  'CancelledLinkError',
  'NonNegativeError',
  'CharacterLengthExceededError',
  'InvalidEmailAddressError',
  'InvalidPhoneNumberError',
]);

const MOST_NAMED = 5;

/**
 * Runs a write of several documents as one, and adds to a refusal of the site the input that it is about. The site does
 * not say: it is the one whose value the message names, or that lacks what is mandatory.
 */
export async function namingInput<Result>(
  scope: RequestScope,
  model: SchemaModel,
  entry: DocTypeEntry,
  inputs: readonly DocInput[],
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    const isRefusal =
      error instanceof GatewayError && ABOUT_INPUTS.has(error.code) && error.details.field === undefined;
    if (!isRefusal) throw error;
    const found = findFields({ model, entry }, error, await scope.messageTranslations());
    throw withInput(model, entry, inputs, error, found.at(-1)?.field ?? null);
  }
}

function withInput(
  model: SchemaModel,
  entry: DocTypeEntry,
  inputs: readonly DocInput[],
  error: GatewayError,
  field: string | null,
): GatewayError {
  const found = inputs.length === 1 ? [0] : findInputs(inputs, field, error);
  const isFirst =
    found.length === 1 || (ABOUT_VALUES.has(error.details.excType ?? '') && !isFilledIn(model, entry, field, error));
  if (isFirst && found[0] !== undefined) {
    const path = `inputs.${found[0]}${field === null ? '' : `.${field}`}`;
    return new GatewayError(error.code, error.message, { ...error.details, field: path }, error.cause);
  }
  // A right may be missing for all of them.
  if (error.code === 'FORBIDDEN') return error;
  const areNamed = found.length > 0 && found.length <= MOST_NAMED;
  const hint = areNamed
    ? `It is about ${found.map((index) => `inputs.${index}`).join(' or ')}.`
    : 'The site does not say which of the inputs it is about.';
  const sentence = error.message.replace(/(?<![.!?])$/, '.');
  return new GatewayError(error.code, `${sentence} ${hint}`, { ...error.details, field: 'inputs' }, error.cause);
}

/** Whether the site may have filled in for some inputs what others lack. */
function isFilledIn(model: SchemaModel, entry: DocTypeEntry, field: string | null, error: GatewayError): boolean {
  if (error.details.excType !== 'MandatoryError' || field === null) return false;
  const [name, , inRow] = field.split('.');
  const found = entry.inputs.find((one) => one.name === name);
  const child = found?.kind.kind === 'childTable' ? model.byDoctype.get(found.kind.target) : undefined;
  const docfield = inRow === undefined ? found?.docfield : child?.inputs.find((one) => one.name === inRow)?.docfield;
  return Boolean(docfield?.fetchFrom ?? docfield?.default);
}

/** The places of the inputs that a refusal may be about. */
function findInputs(inputs: readonly DocInput[], field: string | null, error: GatewayError): number[] {
  const values = inputs.map((input, index) => valuesOf(input, `inputs.${index}`));
  const placesOf = (test: (own: ReadonlyMap<string, FieldValue>) => boolean) =>
    values.flatMap((own, index) => (test(own) ? [index] : []));
  const { excType } = error.details;
  if (field === null) return placesOf((own) => [...own.values()].some((value) => namesValue(error.message, value)));
  if (excType === 'MandatoryError') return placesOf((own) => isUnset(own.get(field)));
  if (excType === 'NonNegativeError') return placesOf((own) => Number(own.get(field)) < 0);
  const named = placesOf((own) => namesValue(error.message, own.get(field)));
  return named.length > 0 ? named : placesOf((own) => !isUnset(own.get(field)));
}

/** The values of an input by their paths within it; a table has the number of its rows. */
function valuesOf({ name, fields, tables }: DocInput, path: string): Map<string, FieldValue> {
  const rows = tables.flatMap(rowsOf);
  const all = [...fields, ...rows.flatMap((row) => row.fields)];
  const within = (full: string) => full.slice(path.length + 1);
  return new Map<string, FieldValue>([
    ['name', name],
    ...tables.map((table): [string, FieldValue] => [within(table.path), rowsOf(table).length || null]),
    ...all.map((field): [string, FieldValue] => [within(field.path), field.value]),
  ]);
}

function isUnset(value: FieldValue | undefined): boolean {
  return value === undefined || value === null || value === '';
}
