import { deriveOnce } from '../../../derive-once.ts';
import { badUserInput } from '../../../errors.ts';
import { type DecimalSize, decimalSizeOf } from '../../../metadata/decimal-size.ts';
import type { DocFieldMeta, DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { DocFieldEntry, DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import { WrongValue } from '../../../schema/scalars/scalar.ts';
import { assertNewName } from '../assert-name.ts';
import type { DocInput, FieldInput, RowInput, TableInput } from '../doc-input.ts';
import { brokenRule } from '../field-rules.ts';
import { toWireValue } from './wire-values.ts';

type RawInput = Readonly<Record<string, unknown>>;

/** The purpose of an input. */
export interface InputUse {
  /** A new document: null counts as absent, so that defaults apply, and rows have no names yet. */
  readonly isNew: boolean;
  /** The path of the input, such as `input` or `updates.2.input`. */
  readonly path: string;
}

/**
 * Turns an input object into plain data, checked as far as metadata allows.
 *
 * @throws GatewayError `BAD_USER_INPUT` that names the path of what is wrong.
 */
export function readInput(model: SchemaModel, entry: DocTypeEntry, raw: RawInput, use: InputUse): DocInput {
  const { fields, tables } = readFields(model, entry, raw, use);
  return { name: readName(raw, use), fields, tables };
}

/** Adds to an input what a patch asks of its tables. */
export function readPatch(model: SchemaModel, entry: DocTypeEntry, patch: RawInput, path: string): TableInput[] {
  return Object.entries(patch).flatMap(([name, value]): TableInput[] => {
    const field = fieldsByName(entry).get(name);
    const child = field?.kind.kind === 'childTable' ? model.byDoctype.get(field.kind.target) : undefined;
    if (!field || !child || value === null) return [];
    const { add, update, remove } = value as Record<string, unknown>;
    const rows = (some: unknown, part: string, isNew: boolean) =>
      readRows(model, child, some, { isNew, path: `${path}.${name}.${part}` });
    return [
      {
        kind: 'patch',
        docfield: field.docfield,
        child: child.meta,
        path: `${path}.${name}`,
        add: rows(add, 'add', true),
        update: rows(update, 'update', false).map(assertNamed),
        remove: toList(remove).map((row, index) => ({
          name: String(row),
          path: `${path}.${name}.remove.${index}`,
        })),
      },
    ];
  });
}

function readFields(
  model: SchemaModel,
  entry: DocTypeEntry,
  raw: RawInput,
  use: InputUse,
): { fields: FieldInput[]; tables: TableInput[] } {
  const fields: FieldInput[] = [];
  const tables: TableInput[] = [];
  for (const [name, value] of Object.entries(raw)) {
    const field = fieldsByName(entry).get(name);
    if (field === undefined || (value === null && use.isNew)) continue;
    const path = `${use.path}.${name}`;
    const child = field.kind.kind === 'childTable' ? model.byDoctype.get(field.kind.target) : undefined;
    if (child === undefined) {
      const input = readField(model, entry.meta, field, value, path);
      if (use.isNew && isNameOf(entry.meta, input.docfield)) assertNewName(String(input.value), path);
      fields.push(input);
      continue;
    }
    const rows = readRows(model, child, value, { isNew: use.isNew, path });
    tables.push({ kind: 'replace', docfield: field.docfield, child: child.meta, path, rows });
  }
  return { fields, tables };
}

function readField(
  model: SchemaModel,
  meta: DocTypeMeta,
  field: DocFieldEntry,
  value: unknown,
  path: string,
): FieldInput {
  const { docfield } = field;
  const size = meta.isSingle ? null : decimalSizeOf(docfield, model.sizesDecimals);
  const wire = toWire(field, value, size, path);
  const broken = brokenRule(docfield, wire, meta.isSingle);
  if (broken !== null) throw badUserInput(`${path}: ${broken}`, path);
  return { docfield, value: wire, path, isFetchedFrom: isFetchedFrom(meta, docfield.fieldname) };
}

/** Whether a document is named by the value of this docfield. Rows are not. */
function isNameOf({ autoname, isChild }: DocTypeMeta, { fieldname }: DocFieldMeta): boolean {
  return !isChild && autoname === `field:${fieldname}`;
}

function toWire(field: DocFieldEntry, value: unknown, size: DecimalSize | null, path: string) {
  try {
    return toWireValue(field, value, size);
  } catch (error) {
    throw error instanceof WrongValue ? badUserInput(`${path}: ${error.message}`, path) : error;
  }
}

function isFetchedFrom({ docfields }: DocTypeMeta, fieldname: string): boolean {
  return docfields.some((docfield) => docfield.fetchFrom?.startsWith(`${fieldname}.`));
}

function readRows(model: SchemaModel, child: DocTypeEntry, rows: unknown, use: InputUse): RowInput[] {
  return toList(rows).map((row, index) => {
    const raw = row as RawInput;
    const path = `${use.path}.${index}`;
    const name = raw.name === undefined || raw.name === null ? null : String(raw.name);
    if (name !== null && use.isNew) throw badUserInput(`${path}: A new row cannot have a name yet.`, `${path}.name`);
    return { name, path, fields: readFields(model, child, raw, { ...use, path }).fields };
  });
}

function assertNamed(row: RowInput): RowInput {
  if (row.name === null) throw badUserInput(`${row.path}: name the row to change.`, row.path);
  return row;
}

function readName(raw: RawInput, { isNew, path }: InputUse): string | null {
  if (raw.name === undefined || raw.name === null) return null;
  if (!isNew) throw badUserInput(`${path}.name: A name is changed by renaming.`, `${path}.name`);
  assertNewName(String(raw.name), `${path}.name`);
  return String(raw.name).trim();
}

function toList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

const fieldsByName = deriveOnce(
  ({ inputs }: DocTypeEntry): ReadonlyMap<string, DocFieldEntry> => new Map(inputs.map((field) => [field.name, field])),
);
