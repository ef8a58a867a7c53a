import { badUserInput } from '../../../errors.ts';
import { addCosts, type Cost, type CostBasis } from '../../../query/plan/cost.ts';
import type { FilterRef, SchemaParts } from '../../../schema/builder/builder.ts';
import type { DocFieldEntry, DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { isNamedByCaller } from '../../../schema/model/named-by-caller.ts';
import { writeTypeName } from '../../../schema/model/naming.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import type { DocInput, FieldInput } from '../doc-input.ts';
import { type DocKey, isUniqueDocfield } from '../doc-key.ts';
import { costOfInput } from '../input-cost.ts';
import type { DocUpsert } from '../upsert-doc.ts';
import { inputField, inputRef, refOnce } from './input-types.ts';
import { readInput } from './read-input.ts';
import { costOfUpdate } from './update-field.ts';

type RawInput = Readonly<Record<string, unknown>>;

/** Whether there is something that a document can be found by, and that its creator chooses. */
export function hasKeys(entry: DocTypeEntry): boolean {
  if (entry.meta.isVirtual || entry.meta.isSingle) return false;
  return isNamedByCaller(entry) || uniqueFields(entry).length > 0;
}

/** The arguments of an upsert, as arguments of a field or as fields of an input. */
export function upsertArguments<Made>(
  parts: SchemaParts,
  make: (options: { type: FilterRef; required: true; description: string }) => Made,
  entry: DocTypeEntry,
): Record<string, Made> {
  return {
    by: make({ type: keyRef(parts, entry), required: true, description: 'The document to change or create.' }),
    input: make({ type: inputRef(parts, entry), required: true, description: 'Its values.' }),
  };
}

/**
 * Reads the arguments of an upsert.
 *
 * @param prefix the path of the arguments, such as `upserts.2.`.
 * @throws GatewayError `BAD_USER_INPUT`
 */
export function readUpsert(model: SchemaModel, entry: DocTypeEntry, args: object, prefix: string): DocUpsert {
  const { by, input } = args as { by: RawInput; input: RawInput };
  const path = `${prefix}input`;
  const key = readInput(model, entry, by, { isNew: true, path: `${prefix}by` });
  const { name: _, ...changes } = input;
  const change = readInput(model, entry, changes, { isNew: false, path });
  const creation = readInput(model, entry, input, { isNew: true, path });
  return {
    key: toKey(key, `${prefix}by`),
    creation: withKey(key, creation, path),
    change: { ...change, fields: withoutKey(key, change.fields) },
  };
}

/** The most that an upsert costs once its document has been looked for. */
export function costOfUpsert({ creation, change }: DocUpsert, basis: CostBasis): Cost {
  const costs = [costOfInput(basis, creation), costOfUpdate({ name: '', input: change, ifModified: null }, basis)];
  return addCosts([
    { calls: Math.max(...costs.map(({ calls }) => calls)), rows: Math.max(...costs.map(({ rows }) => rows)) },
  ]);
}

/** The input type that names one document by one of its keys. */
function keyRef(parts: SchemaParts, entry: DocTypeEntry): FilterRef {
  return refOnce(parts, writeTypeName(entry.type, 'Key'), (ref) =>
    ref.implement({
      description: `Names one ${entry.meta.name}, by one of these.`,
      isOneOf: true,
      fields: (t) => ({
        ...(isNamedByCaller(entry) ? { name: t.id({ description: 'The name of the document.' }) } : {}),
        ...Object.fromEntries(uniqueFields(entry).map((field) => [field.name, inputField(parts, t, entry, field)])),
      }),
    }),
  );
}

function uniqueFields(entry: DocTypeEntry): DocFieldEntry[] {
  return entry.inputs.filter(({ docfield }) => isUniqueDocfield(entry.meta, docfield));
}

function toKey({ name, fields: [field] }: DocInput, path: string): DocKey {
  if (name !== null) return { fieldname: 'name', value: name, path: `${path}.name` };
  const value = field?.value;
  if (field === undefined || (typeof value !== 'string' && typeof value !== 'number') || String(value).trim() === '') {
    throw badUserInput(`${field?.path ?? path} cannot be empty.`, field?.path ?? path);
  }
  return { fieldname: field.docfield.fieldname, value, path: field.path };
}

/** A new document has the value that it was looked for by. */
function withKey(key: DocInput, creation: DocInput, path: string): DocInput {
  const name = key.name ?? creation.name;
  if (creation.name !== null && creation.name !== name) throw namedOtherwise(`${path}.name`);
  return { ...creation, name, fields: [...key.fields, ...withoutKey(key, creation.fields)] };
}

/** @throws GatewayError if an input gives the key another value. */
function withoutKey({ fields: [key] }: DocInput, fields: readonly FieldInput[]): FieldInput[] {
  return fields.filter(({ docfield, value, path }) => {
    if (docfield.fieldname !== key?.docfield.fieldname) return true;
    if (value !== key.value) throw namedOtherwise(path);
    return false;
  });
}

function namedOtherwise(path: string): Error {
  return badUserInput(`${path} differs from the value in by.`, path);
}
