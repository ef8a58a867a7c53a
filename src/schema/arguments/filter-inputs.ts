import { isStored } from '../../metadata/doctype-meta.ts';
import type { FilterRef, OpenFilterRef, SchemaParts } from '../builder/builder.ts';
import type { DocFieldEntry, DocTypeEntry } from '../model/doctype-entry.ts';
import { LINK_OPERATORS, OPERATORS, operatorFields, operatorInput, TREE_OPERATORS } from './filter-operators.ts';
import { selectEnum } from './select-enums.ts';

/** The filter input of a DocType: all entries must hold, and `and`, `or` and `not` combine filters. */
export function addFilterInput(parts: SchemaParts, entry: DocTypeEntry): void {
  const ref = filterRef(parts, entry);
  ref.implement({
    description: `Selects ${entry.meta.name} documents. \`{}\` finds all, \`or: []\` none.`,
    fields: (t) => ({
      and: t.field({ type: [ref] }),
      or: t.field({ type: [ref] }),
      not: t.field({ type: ref }),
      name: t.field({ type: entry.meta.isTree ? nodeFilter(parts, entry) : operatorInput(parts, 'ID') }),
      ...Object.fromEntries(
        filterableFields(entry).map((field) => [field.name, t.field({ type: filterTypeOf(parts, entry, field) })]),
      ),
    }),
  });
}

/** The docfields that a filter can test: stored columns, and tables by their rows. */
export function filterableFields(entry: DocTypeEntry): DocFieldEntry[] {
  return entry.fields.filter(({ docfield, kind }) =>
    kind.kind === 'childTable' ? !kind.isVirtual : isStored(docfield),
  );
}

function filterTypeOf(parts: SchemaParts, entry: DocTypeEntry, field: DocFieldEntry): FilterRef {
  const { kind } = field;
  if (kind.kind === 'enum') return enumFilter(parts, entry, field, kind.options);
  if (kind.kind === 'scalar') return operatorInput(parts, kind.scalar);
  if (kind.kind === 'link') return linkFilter(parts, kind.target);
  if (kind.kind === 'childTable') return rowsFilter(parts, kind.target);
  return operatorInput(parts, 'ID');
}

/** Tests of a tree's own documents: by their name, and by their place. */
function nodeFilter(parts: SchemaParts, { type }: DocTypeEntry): FilterRef {
  return parts.builder.inputType(`${type}_NodeFilter`, {
    description: 'Tests of a document by its name and its place in the tree; all must hold.',
    fields: (t) => operatorFields(parts, t, 'ID', [...LINK_OPERATORS, ...TREE_OPERATORS]),
  });
}

/** Tests of a link: by its name, by what the linked document is, and by its place where the target is a tree. */
function linkFilter(parts: SchemaParts, target: string): FilterRef {
  const entry = parts.model.byDoctype.get(target);
  if (entry === undefined || entry.meta.isVirtual) return operatorInput(parts, 'ID');
  const name = `${entry.type}_LinkFilter`;
  const known = parts.operators.get(name);
  if (known !== undefined) return known;
  const ref = parts.builder.inputRef<Record<string, unknown>>(name);
  parts.operators.set(name, ref);
  const operators = entry.meta.isTree ? [...LINK_OPERATORS, ...TREE_OPERATORS] : LINK_OPERATORS;
  return ref.implement({
    description: `Tests of a link to ${target}; all must hold.`,
    fields: (t) => ({
      ...operatorFields(parts, t, 'ID', operators),
      where: t.field({ type: filterRef(parts, entry), description: 'The linked document matches.' }),
    }),
  });
}

/** Tests of a table: whether it has a row that a filter finds. Its document is found once, however many rows fit. */
function rowsFilter(parts: SchemaParts, child: string): FilterRef {
  const entry = parts.model.byDoctype.get(child);
  if (entry === undefined) throw new Error(`The schema lacks a type for ${child}.`);
  const name = `${entry.type}_RowsFilter`;
  const known = parts.operators.get(name);
  if (known !== undefined) return known;
  const type = filterRef(parts, entry);
  const created = parts.builder.inputType(name, {
    description: `Tests of a table of ${child}; all must hold.`,
    fields: (t) => ({
      some: t.field({ type, description: 'At least one row matches; `{}` matches any row.' }),
      none: t.field({ type, description: 'No row matches.' }),
    }),
  });
  parts.operators.set(name, created);
  return created;
}

/** The filter input of a DocType, as others refer to it before or after it is made. */
function filterRef(parts: SchemaParts, entry: DocTypeEntry): OpenFilterRef {
  const known = parts.filters.get(entry.meta.name);
  if (known !== undefined) return known;
  const ref = parts.builder.inputRef<Record<string, unknown>>(`${entry.type}Filter`);
  parts.filters.set(entry.meta.name, ref);
  return ref;
}

function enumFilter(
  parts: SchemaParts,
  entry: DocTypeEntry,
  field: DocFieldEntry,
  options: ReadonlyMap<string, string>,
): FilterRef {
  const type = selectEnum(parts, entry, field, options);
  return parts.builder.inputType(`${entry.type}_${field.name}Filter`, {
    description: `Tests of ${entry.meta.name}'s ${field.docfield.label ?? field.name}; all must hold.`,
    fields: (t) => ({
      eq: t.field({ type, description: OPERATORS.eq }),
      ne: t.field({ type, description: OPERATORS.ne }),
      in: t.field({ type: [type], description: OPERATORS.in }),
      notIn: t.field({ type: [type], description: OPERATORS.notIn }),
      isSet: t.boolean({ description: OPERATORS.isSet }),
      isOption: t.boolean({
        description: 'Whether the stored value is one of the options; `false` finds values that no longer are.',
      }),
      storedIn: t.stringList({ description: 'One of these stored values, whether they are options or not.' }),
    }),
  });
}
