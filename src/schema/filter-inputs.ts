import type { InputRef } from '@pothos/core';
import { isStored } from '../metadata/doctype-meta.ts';
import type { SchemaParts } from './builder.ts';
import type { DocFieldEntry, DocTypeEntry } from './doctype-entry.ts';
import { OPERATORS, operatorInput } from './filter-operators.ts';
import { selectEnum } from './select-enums.ts';

/** The filter input of a DocType: siblings must all hold, with `and`, `or` and `not` beside them. */
export function addFilterInput(parts: SchemaParts, entry: DocTypeEntry): void {
  const ref = parts.builder.inputRef<Record<string, unknown>>(`${entry.type}Filter`);
  parts.filters.set(entry.meta.name, ref);
  ref.implement({
    description: `Which ${entry.meta.name} to find. \`{}\` finds all, \`or: []\` none.`,
    fields: (t) => ({
      and: t.field({ type: [ref] }),
      or: t.field({ type: [ref] }),
      not: t.field({ type: ref }),
      name: t.field({ type: operatorInput(parts, 'ID') }),
      ...Object.fromEntries(
        filterableFields(entry).map((field) => [field.name, t.field({ type: filterTypeOf(parts, entry, field) })]),
      ),
    }),
  });
}

/** The docfields that a filter can test: stored columns. */
export function filterableFields(entry: DocTypeEntry): DocFieldEntry[] {
  return entry.fields.filter(({ docfield, kind }) => isStored(docfield) && kind.kind !== 'childTable');
}

function filterTypeOf(
  parts: SchemaParts,
  entry: DocTypeEntry,
  field: DocFieldEntry,
): InputRef<Record<string, unknown>> {
  const { kind } = field;
  if (kind.kind === 'enum') return enumFilter(parts, entry, field, kind.options);
  if (kind.kind === 'scalar') return operatorInput(parts, kind.scalar);
  return operatorInput(parts, 'ID');
}

function enumFilter(
  parts: SchemaParts,
  entry: DocTypeEntry,
  field: DocFieldEntry,
  options: ReadonlyMap<string, string>,
): InputRef<Record<string, unknown>> {
  const type = selectEnum(parts, entry, field, options);
  return parts.builder.inputType(`${entry.type}_${field.name}Filter`, {
    fields: (t) => ({
      eq: t.field({ type, description: OPERATORS.eq }),
      ne: t.field({ type, description: OPERATORS.ne }),
      in: t.field({ type: [type], description: OPERATORS.in }),
      notIn: t.field({ type: [type], description: OPERATORS.notIn }),
      isSet: t.boolean({ description: OPERATORS.isSet }),
    }),
  });
}
