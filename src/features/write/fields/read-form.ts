import { GraphQLError, type GraphQLSchema } from 'graphql';
import { badUserInput } from '../../../errors.ts';
import { isJsonObject } from '../../../exact-json.ts';
import { type DecimalSize, decimalSizeOf } from '../../../metadata/decimal-size.ts';
import { isLayout, isTable } from '../../../metadata/doctype-meta.ts';
import { type FieldValue, fieldtypeOf } from '../../../metadata/fieldtypes.ts';
import { roundDecimal } from '../../../query/plan/decimal.ts';
import type { DocFieldEntry, DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { isNamedByCaller } from '../../../schema/model/named-by-caller.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import { WrongValue } from '../../../schema/scalars/scalar.ts';
import { assertNewName } from '../assert-name.ts';
import type { DocInput, FieldInput, TableInput } from '../doc-input.ts';
import { brokenRule } from '../field-rules.ts';
import { readFormValue } from './form-values.ts';
import { toWireValue } from './wire-values.ts';

type Form = Readonly<Record<string, unknown>>;

/** A document in Frappe's form, read. */
export interface ReadForm {
  readonly input: DocInput;
  /** Keys that are not docfields, by their paths. */
  readonly unknown: readonly string[];
}

/** Keys of every document: the site sets them for a new one. `__islocal`, `_comments` and the like are not values, too. */
const OF_EVERY_DOCUMENT: ReadonlySet<string> = new Set(
  'doctype name owner creation modified modified_by docstatus idx parent parenttype parentfield flags'.split(' '),
);

/**
 * Reads a document in Frappe's own form (0 and 1 for checks, option texts, `doctype`, `__islocal`), as the methods that
 * map documents answer it, for a new one. Read-only docfields count, as in the Desk.
 *
 * @throws GatewayError `BAD_USER_INPUT` that names the path of what is wrong.
 */
export function readForm(
  model: SchemaModel,
  entry: DocTypeEntry,
  form: unknown,
  path: string,
  schema: GraphQLSchema,
): ReadForm {
  const unknown: string[] = [];
  const { fields, tables } = readValues({ model, schema, unknown }, entry, assertForm(entry, form, path), path);
  return { input: { name: nameOf(entry, form as Form, path), fields, tables }, unknown };
}

function assertForm({ meta }: DocTypeEntry, form: unknown, path: string): Form {
  if (!isJsonObject(form)) throw badUserInput(`${path} must be a document as an object.`, path);
  const { doctype = meta.name, docstatus } = form;
  if (doctype !== meta.name)
    throw badUserInput(
      `${path}.doctype: expected ${JSON.stringify(meta.name)}, got ${JSON.stringify(doctype)}.`,
      `${path}.doctype`,
    );
  if (!meta.isChild && Number(docstatus ?? 0) !== 0)
    throw badUserInput(`${path}.docstatus: a new document is a draft. Submit it afterwards.`, `${path}.docstatus`);
  return form;
}

/** The Desk's names of unsaved documents do not count: `new-delivery-note-1`. */
function nameOf(entry: DocTypeEntry, { name }: Form, path: string): string | null {
  if (typeof name !== 'string' || name === '' || !isNamedByCaller(entry) || /^new-/i.test(name)) return null;
  assertNewName(name, `${path}.name`);
  return name.trim();
}

interface FormReading {
  readonly model: SchemaModel;
  readonly schema: GraphQLSchema;
  readonly unknown: string[];
}

function readValues(
  reading: FormReading,
  entry: DocTypeEntry,
  form: Form,
  path: string,
): { fields: FieldInput[]; tables: TableInput[] } {
  const { model } = reading;
  const shown = new Map(entry.fields.map((field) => [field.docfield.fieldname, field]));
  const fields: FieldInput[] = [];
  const tables: TableInput[] = [];
  for (const [fieldname, value] of Object.entries(form)) {
    if (OF_EVERY_DOCUMENT.has(fieldname) || fieldname.startsWith('_')) continue;
    const field = shown.get(fieldname);
    if (field === undefined) {
      const docfield = entry.meta.docfields.find((one) => one.fieldname === fieldname);
      if (docfield === undefined || !isLayout(docfield)) reading.unknown.push(`${path}.${fieldname}`);
      continue;
    }
    if (field.docfield.isVirtual || value === null || value === undefined) continue;
    const child = field.kind.kind === 'childTable' ? model.byDoctype.get(field.kind.target) : undefined;
    if (child === undefined && !isTable(field.docfield)) fields.push(readValue(reading, entry, field, value, path));
    else if (child !== undefined) tables.push(readTable(reading, field, child, value, `${path}.${fieldname}`));
  }
  return { fields, tables };
}

function readValue(
  { model, schema }: FormReading,
  { meta }: DocTypeEntry,
  field: DocFieldEntry,
  value: unknown,
  parent: string,
): FieldInput {
  const { docfield } = field;
  const path = `${parent}.${docfield.fieldname}`;
  const size = meta.isSingle ? null : decimalSizeOf(docfield, model.sizesDecimals);
  const isFetchedFrom = meta.docfields.some(({ fetchFrom }) => fetchFrom?.startsWith(`${docfield.fieldname}.`));
  const wire = refusing(path, () =>
    toWireValue(field, rounded(readFormValue(schema, field, value), field, size), size),
  );
  const broken = brokenRule(docfield, wire, meta.isSingle);
  if (broken !== null) throw badUserInput(`${path}: ${broken}`, path);
  return { docfield, value: wire, path, isFetchedFrom };
}

/** The site computes with floats, and answers them with all their digits. */
function rounded(value: unknown, { docfield }: DocFieldEntry, size: DecimalSize | null): unknown {
  return fieldtypeOf(docfield).scalar === 'Decimal' && size !== null ? roundDecimal(String(value), size.scale) : value;
}

function refusing(path: string, read: () => FieldValue): FieldValue {
  try {
    return read();
  } catch (error) {
    const isWrong = error instanceof WrongValue || error instanceof GraphQLError;
    throw isWrong ? badUserInput(`${path}: ${error.message}`, path) : error;
  }
}

function readTable(
  reading: FormReading,
  { docfield }: DocFieldEntry,
  child: DocTypeEntry,
  rows: unknown,
  path: string,
): TableInput {
  if (!Array.isArray(rows)) throw badUserInput(`${path} must be a list of rows.`, path);
  const read = rows.map((row: unknown, index) => {
    const place = `${path}.${index}`;
    return { name: null, path: place, fields: readValues(reading, child, assertForm(child, row, place), place).fields };
  });
  return { kind: 'replace', docfield, child: child.meta, path, rows: read };
}
