import type { EnumRef, ObjectRef } from '@pothos/core';
import type { Aggregate, AggregateOperation } from '../../../query/execution/aggregate/aggregate.ts';
import type { Row } from '../../../query/plan/read-plan.ts';
import { readExtension } from '../../../query/planner/field-read.ts';
import { selectEnum } from '../../../schema/arguments/select-enums.ts';
import type { EnumLike, SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import type { DocFieldEntry, DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { valueReader } from '../../../schema/model/field-values.ts';
import { groupableFields, measurableFields, measureKind } from './aggregate-columns.ts';

type FieldBuilder = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypesOf, Row>;
type RowRef = ObjectRef<SchemaTypesOf, Row>;

/** The types of an aggregate that its root field needs. */
export interface AggregateTypes {
  readonly aggregate: ObjectRef<SchemaTypesOf, Aggregate>;
  readonly groupBy: EnumRef<SchemaTypesOf, string>;
}

type AggregatePart =
  | 'Group'
  | 'GroupBy'
  | 'GroupOrderBy'
  | 'Having'
  | 'MeasureHaving'
  | 'MeasureOrder'
  | 'Sum'
  | 'Avg'
  | 'MinMax';

/**
 * The types behind an aggregate, such as `ShopOrder_Sum`. DocTypes' types have no underscore, and enums of docfields
 * have a small letter after it, as Frappe makes every fieldname lower-case.
 */
export function partTypeName(type: string, part: AggregatePart): string {
  return `${type}_${part}`;
}

/**
 * Makes the types of a DocType's aggregate: what it can be grouped by, the groups, and the measures. Sums and averages
 * are there only where there are numbers; minimum and maximum share one type.
 */
export function addAggregateTypes(parts: SchemaParts, entry: DocTypeEntry): AggregateTypes {
  const { meta, type } = entry;
  const group = groupType(parts, entry);
  const groupBy = groupByEnum(parts, entry);
  const sum = measureType(parts, entry, 'Sum', 'sum');
  const avg = measureType(parts, entry, 'Avg', 'avg');
  const extremes = measureType(parts, entry, 'MinMax', 'min');
  const aggregate = parts.builder.objectRef<Aggregate>(`${type}Aggregate`).implement({
    description: `Aggregated values of a group of ${meta.name} documents, or of all of them.`,
    fields: (t) => ({
      group: t.field({
        type: group,
        description: 'The values that the documents share, for the fields that `groupBy` names.',
        resolve: READ.group,
      }),
      value: t.string({
        description: 'A field that `groupBy` names, as the site stores it: a Select value that is not an option, too.',
        args: { of: t.arg({ type: groupBy, required: true, description: 'The fields to aggregate.' }) },
        resolve: (row, { of }) => storedValue(row, of),
      }),
      count: t.int({ description: 'How many documents there are.', resolve: READ.count }),
      countDistinct: t.int({
        description: 'How many different values a field has, apart from not being set. Costs a call for each field.',
        args: { of: t.arg({ type: groupBy, required: true, description: 'The field.' }) },
        resolve: ({ distinct }, { of }) => Number(distinct[of]),
      }),
      ...(sum ? { sum: t.field({ type: sum, description: 'Sums.', resolve: READ.sum }) } : {}),
      ...(avg ? { avg: t.field({ type: avg, description: 'Averages.', resolve: READ.avg }) } : {}),
      ...(extremes ? { min: t.field({ type: extremes, description: 'Smallest values.', resolve: READ.min }) } : {}),
      ...(extremes ? { max: t.field({ type: extremes, description: 'Greatest values.', resolve: READ.max }) } : {}),
    }),
  });
  return { aggregate, groupBy };
}

function storedValue({ group }: Aggregate, fieldname: string): string | null {
  const value = group?.[fieldname];
  if (value instanceof Error) throw value;
  return value === null || value === undefined || value === '' ? null : String(value);
}

/** Kept apart from the build, whose memory they would hold otherwise. */
const READ = {
  group: (row: Aggregate) => row.group,
  count: (row: Aggregate) => row.count,
  sum: (row: Aggregate) => row.sum,
  avg: (row: Aggregate) => row.avg,
  min: (row: Aggregate) => row.min,
  max: (row: Aggregate) => row.max,
};

function groupByEnum({ builder }: SchemaParts, entry: DocTypeEntry): EnumRef<SchemaTypesOf, string> {
  const values = groupableFields(entry).map(({ name, docfield }) => [name, { value: docfield.fieldname }]);
  return builder.enumType(partTypeName(entry.type, 'GroupBy'), {
    description: `The fields that ${entry.meta.name} can be grouped by.`,
    values: Object.fromEntries(values) as Record<string, { value: string }>,
  });
}

function groupType(parts: SchemaParts, entry: DocTypeEntry): RowRef {
  return parts.builder.objectRef<Row>(partTypeName(entry.type, 'Group')).implement({
    description: `The values that the documents of a ${entry.meta.name} group share. A field that is not set is null.`,
    extensions: { doctype: entry.meta },
    fields: (t) =>
      Object.fromEntries(groupableFields(entry).map((field) => [field.name, groupField(parts, t, entry, field)])),
  });
}

/** As the document itself shows it; only a Dynamic Link is a plain name, as its DocType may be another in each row. */
function groupField(parts: SchemaParts, t: FieldBuilder, entry: DocTypeEntry, field: DocFieldEntry) {
  const { kind, docfield } = field;
  const { fieldname } = docfield;
  const shown: DocFieldEntry =
    kind.kind === 'dynamicLink' ? { ...field, kind: { kind: 'scalar', scalar: 'ID' } } : field;
  const common = {
    description: docfield.label ?? fieldname,
    resolve: valueReader(shown) as (row: Row) => never,
  };
  if (kind.kind === 'link') {
    const target = parts.documents.get(kind.target);
    if (target === undefined) throw new Error(`The schema lacks a type for ${kind.target}.`);
    return t.field({
      ...common,
      type: target,
      extensions: readExtension({ kind: 'link', fieldname, target: kind.target }),
    });
  }
  const extensions = readExtension({ kind: 'column', fieldname });
  return t.field({ ...common, type: plainType(parts, entry, shown), extensions });
}

function plainType(parts: SchemaParts, entry: DocTypeEntry, field: DocFieldEntry): EnumLike | 'String' {
  const { kind } = field;
  if (kind.kind === 'enum') return selectEnum(parts, entry, field, kind.options);
  if (kind.kind !== 'scalar') throw new Error(`${field.name} is not a plain value.`);
  return kind.scalar === 'DocStatus' ? parts.docStatus : (kind.scalar as 'String');
}

/** @returns null if the DocType has nothing to measure. */
function measureType(
  { builder }: SchemaParts,
  entry: DocTypeEntry,
  part: 'Sum' | 'Avg' | 'MinMax',
  operation: AggregateOperation,
): RowRef | null {
  const fields = measurableFields(entry, operation);
  if (fields.length === 0) return null;
  const measureField = (t: FieldBuilder, field: DocFieldEntry) => {
    const kind = measureKind(field, operation);
    if (kind?.kind !== 'scalar') throw new Error(`${field.name} is not a number or time.`);
    return t.field({
      type: kind.scalar as 'String',
      ...(field.docfield.label === null ? {} : { description: field.docfield.label }),
      resolve: valueReader({ ...field, kind }) as (row: Row) => never,
    });
  };
  return builder.objectRef<Row>(partTypeName(entry.type, part)).implement({
    description: `Measures of ${entry.meta.name}.`,
    fields: (t) => Object.fromEntries(fields.map((field) => [field.name, measureField(t, field)])),
  });
}
