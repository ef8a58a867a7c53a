import type { EnumLike, SchemaParts } from '../builder/builder.ts';
import type { DocFieldEntry, DocTypeEntry } from '../model/doctype-entry.ts';
import { enumTypeName } from '../model/naming.ts';

/** The enum of a Select docfield, made when first asked for: object types, filters and inputs share it. */
export function selectEnum(
  parts: SchemaParts,
  entry: DocTypeEntry,
  field: DocFieldEntry,
  options: ReadonlyMap<string, string>,
): EnumLike {
  const name = enumTypeName(entry.type, field.name);
  const known = parts.enums.get(name);
  if (known !== undefined) return known;
  const values = Object.fromEntries(
    [...options].map(([valueName, option]) => [
      valueName,
      valueName === option ? { value: option } : { value: option, description: option },
    ]),
  );
  const created = parts.builder.enumType(name, {
    description: `Options of ${entry.meta.name}'s ${field.docfield.label ?? field.docfield.fieldname}.`,
    values,
  });
  parts.enums.set(name, created);
  return created;
}
