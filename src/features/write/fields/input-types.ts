import { selectEnum } from '../../../schema/arguments/select-enums.ts';
import type { FilterRef, InputFieldBuilder, OpenFilterRef, SchemaParts } from '../../../schema/builder/builder.ts';
import { describeInput } from '../../../schema/model/descriptions.ts';
import type { DocFieldEntry, DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { isNamedByCaller } from '../../../schema/model/named-by-caller.ts';
import { inputTypeName, patchTypeName } from '../../../schema/model/naming.ts';

/** Whether there is anything that a caller can give a value to. */
export function takesInput(entry: DocTypeEntry): boolean {
  return entry.inputs.length > 0 || entry.meta.isChild || isNamedByCaller(entry);
}

/** The tables whose rows a caller can write. */
export function tablesOf(parts: SchemaParts, entry: DocTypeEntry): { field: DocFieldEntry; child: DocTypeEntry }[] {
  return entry.inputs.flatMap((field) => {
    const child = field.kind.kind === 'childTable' ? parts.model.byDoctype.get(field.kind.target) : undefined;
    return child && takesInput(child) ? [{ field, child }] : [];
  });
}

/** The input type of a DocType, made when first asked for. */
export function inputRef(parts: SchemaParts, entry: DocTypeEntry): FilterRef {
  return refOnce(parts, inputTypeName(entry.type), (ref) =>
    ref.implement({
      description: describeUse(entry),
      fields: (t) => ({
        ...(entry.meta.isChild || isNamedByCaller(entry) ? { name: nameField(t, entry) } : {}),
        ...Object.fromEntries(entry.inputs.map((field) => [field.name, inputField(parts, t, entry, field)])),
      }),
    }),
  );
}

/** The input that changes single rows of a DocType's tables. */
export function patchRef(parts: SchemaParts, entry: DocTypeEntry): FilterRef {
  return refOnce(parts, patchTypeName(entry.type), (ref) =>
    ref.implement({
      description: `Changes single rows in the tables of ${entry.meta.name}.`,
      fields: (t) =>
        Object.fromEntries(
          tablesOf(parts, entry).map(({ field, child }) => [
            field.name,
            t.field({ type: rowsPatchRef(parts, child), description: `Of ${field.docfield.label ?? field.name}.` }),
          ]),
        ),
    }),
  );
}

function rowsPatchRef(parts: SchemaParts, child: DocTypeEntry): FilterRef {
  const row = inputRef(parts, child);
  return refOnce(parts, patchTypeName(child.type), (ref) =>
    ref.implement({
      description: `Changes single rows of ${child.meta.name}; all others stay as they are.`,
      fields: (t) => ({
        add: t.field({ type: [row], description: 'New rows, at the end.' }),
        update: t.field({ type: [row], description: 'Rows by their names. Omitted fields keep their values.' }),
        remove: t.idList({ description: 'Names of rows.' }),
      }),
    }),
  );
}

/** The input type of a name, made when first asked for. */
export function refOnce(
  { builder, inputs }: SchemaParts,
  name: string,
  implement: (ref: OpenFilterRef) => void,
): FilterRef {
  const known = inputs.get(name);
  if (known !== undefined) return known;
  const ref = builder.inputRef<Record<string, unknown>>(name);
  inputs.set(name, ref);
  implement(ref);
  return ref;
}

function describeUse({ meta }: DocTypeEntry): string {
  if (meta.isChild) return `A row of ${meta.name}. A row with a name keeps the values of omitted fields.`;
  return `Values for a ${meta.name}. Omitted fields keep their values, or get their defaults; null clears a field.`;
}

function nameField(t: InputFieldBuilder, { meta }: DocTypeEntry) {
  return t.id({
    description: meta.isChild
      ? 'The name of the row to change; leave it out for a new row.'
      : 'The name of the new document.',
  });
}

/** A docfield as a field of an input. */
export function inputField(parts: SchemaParts, t: InputFieldBuilder, entry: DocTypeEntry, field: DocFieldEntry) {
  const { kind } = field;
  const common = { description: describeInput(field) };
  if (kind.kind === 'enum') return t.field({ ...common, type: selectEnum(parts, entry, field, kind.options) });
  if (kind.kind === 'link' || kind.kind === 'dynamicLink') return t.id(common);
  if (kind.kind === 'childTable') {
    const child = parts.model.byDoctype.get(kind.target);
    if (child === undefined) throw new Error(`The schema lacks a type for ${kind.target}.`);
    return t.field({ ...common, type: [inputRef(parts, child)] });
  }
  if (kind.scalar === 'Attachment') return t.string(common);
  if (kind.scalar === 'DocStatus') return t.field({ ...common, type: parts.docStatus });
  return t.field({ ...common, type: kind.scalar });
}
