import { type FieldNode, type GraphQLOutputType, getNamedType, isObjectType } from 'graphql';
import { badUserInput } from '../../../errors.ts';
import { fieldtypeOf } from '../../../metadata/fieldtypes.ts';
import {
  AGGREGATE_OPERATIONS,
  type AggregateOperation,
  type AggregateRead,
  type GroupColumn,
  type Measure,
} from '../../../query/execution/aggregate/aggregate.ts';
import type { DateUnit } from '../../../query/plan/date-unit.ts';
import type { DocPlan } from '../../../query/plan/read-plan.ts';
import { planSelection } from '../../../query/planner/plan-selection.ts';
import { argumentsOf } from '../../../query/selection/field-arguments.ts';
import { type PlanContext, type SelectedFields, selectedOf } from '../../../query/selection/selection.ts';
import { toFilter } from '../../../schema/arguments/filter-argument.ts';
import type { DocFieldEntry, DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import {
  findMeasurable,
  groupableFields,
  isTextColumn,
  isTime,
  isTimeColumn,
  measurableFields,
  measureKind,
} from './aggregate-columns.ts';
import { toGroupOrder } from './aggregate-order.ts';
import { type HavingArgument, toGroupTests } from './group-having.ts';

/** The arguments of an aggregate, as graphql-js hands them over. */
export interface AggregateArguments {
  filter?: Record<string, unknown> | null | undefined;
  groupBy?: readonly string[] | null | undefined;
  dateUnit?: DateUnit | null | undefined;
  having?: HavingArgument;
  orderBy?: readonly Record<string, unknown>[] | null | undefined;
  first?: number | null | undefined;
  offset?: number | null | undefined;
}

/**
 * Turns the arguments of an aggregate and what is asked of it into plain data.
 *
 * @throws GatewayError `BAD_USER_INPUT` that names the argument.
 */
export function toAggregateRead(
  model: SchemaModel,
  entry: DocTypeEntry,
  context: PlanContext,
  args: AggregateArguments,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): AggregateRead {
  const groupBy = new Set(args.groupBy ?? []);
  const byFieldname = new Map(groupableFields(entry).map((field) => [field.docfield.fieldname, field]));
  const selected = selectedOf(context, type, nodes);
  const measureOf = (operation: AggregateOperation, name: string) => {
    const field = findMeasurable(entry, operation, name);
    return field ? toMeasure(field, operation) : null;
  };
  const orderBy = toGroupOrder(entry, args.orderBy ?? [], groupBy, measureOf);
  const having = toGroupTests(args.having, groupBy.size > 0, measureOf);
  const measures = [
    ...AGGREGATE_OPERATIONS.flatMap((operation) => toMeasures(entry, operation, context, type, selected)),
    ...orderBy.flatMap((key) => (key.by === 'measure' ? [key.measure] : [])),
    ...having.flatMap(({ measure }) => measure ?? []),
  ];
  const columns = [...groupBy].map((fieldname) => toColumn(byFieldname.get(fieldname) as DocFieldEntry, args.dateUnit));
  assertGrouped(entry, groupBy, context, type, selected);
  assertSpansFit(entry, columns, measures, args.dateUnit ?? null);
  return {
    doctype: entry.meta,
    filter: toFilter(model, entry, args.filter),
    groupBy: columns,
    measures: [...new Map(measures.map((measure) => [measure.key, measure])).values()],
    orderBy,
    having,
    distinct: toDistinct(byFieldname, context, type, selected),
    needsCount: selected.has('count'),
    groupPlan: planGroup(entry, groupBy, context, type, selected),
    ...toPage(args, context, columns.length > 0),
  };
}

function toColumn(field: DocFieldEntry, unit: DateUnit | null | undefined): GroupColumn {
  const { fieldname } = field.docfield;
  return { fieldname, isText: isTextColumn(field), unit: isTime(field) ? (unit ?? null) : null };
}

/** The fields whose different values are counted, each once. */
function toDistinct(
  fields: ReadonlyMap<string, DocFieldEntry>,
  context: PlanContext,
  aggregate: GraphQLOutputType,
  selected: SelectedFields,
): GroupColumn[] {
  const type = getNamedType(aggregate);
  const definition = isObjectType(type) ? type.getFields().countDistinct : undefined;
  if (definition === undefined) return [];
  const names = (selected.get('countDistinct') ?? []).map((node) =>
    String(argumentsOf(definition, node, context.variableValues).of),
  );
  return [...new Set(names)].map((name) => toColumn(fields.get(name) as DocFieldEntry, null));
}

/** @throws GatewayError `BAD_USER_INPUT` for a value of a field that the documents are not grouped by. */
function assertGrouped(
  entry: DocTypeEntry,
  groupBy: ReadonlySet<string>,
  context: PlanContext,
  aggregate: GraphQLOutputType,
  selected: SelectedFields,
): void {
  const type = getNamedType(aggregate);
  const field = isObjectType(type) ? type.getFields().value : undefined;
  if (field === undefined) return;
  for (const node of selected.get('value') ?? []) {
    const { of } = argumentsOf(field, node, context.variableValues);
    if (groupBy.has(String(of))) continue;
    const name = nameOf(entry, String(of));
    throw badUserInput(`value(of: ${name}) is selected, but groupBy does not name ${name}.`, 'groupBy');
  }
}

function nameOf(entry: DocTypeEntry, fieldname: string): string {
  return entry.fields.find(({ docfield }) => docfield.fieldname === fieldname)?.name ?? fieldname;
}

/** Times are too many to be groups by themselves, and averages of what may be unset cannot be made of others. */
function assertSpansFit(
  entry: DocTypeEntry,
  columns: readonly GroupColumn[],
  measures: readonly Measure[],
  unit: DateUnit | null,
): void {
  const kindOf = (fieldname: string) => entry.fields.find(({ docfield }) => docfield.fieldname === fieldname)?.kind;
  const moment = columns.find(({ fieldname }) => {
    const kind = kindOf(fieldname);
    return kind?.kind === 'scalar' && kind.scalar === 'LocalDateTime';
  });
  if (unit === null) {
    if (moment === undefined) return;
    throw badUserInput(`groupBy names ${nameOf(entry, moment.fieldname)}, which needs dateUnit.`, 'dateUnit');
  }
  if (columns.every((column) => column.unit === null)) {
    throw badUserInput('dateUnit groups dates, but groupBy does not name one.', 'dateUnit');
  }
  const average = measures.find(({ operation, column }) => operation === 'avg' && column !== 'number');
  if (average === undefined) return;
  const message = `avg.${nameOf(entry, average.fieldname)} cannot be computed with dateUnit, because the field can be unset in some documents.`;
  throw badUserInput(message, 'dateUnit');
}

function toMeasures(
  entry: DocTypeEntry,
  operation: AggregateOperation,
  context: PlanContext,
  aggregate: GraphQLOutputType,
  selected: SelectedFields,
): Measure[] {
  const type = fieldTypeOf(aggregate, operation);
  const nodes = selected.get(operation);
  if (type === null || nodes === undefined) return [];
  const names = selectedOf(context, type, nodes);
  return measurableFields(entry, operation)
    .filter(({ name }) => names.has(name))
    .map((field) => toMeasure(field, operation));
}

function toMeasure(field: DocFieldEntry, operation: AggregateOperation): Measure {
  const kind = measureKind(field, operation);
  const scalar = kind?.kind === 'scalar' ? kind.scalar : 'String';
  const { column } = fieldtypeOf(field.docfield);
  return {
    operation,
    fieldname: field.docfield.fieldname,
    // The field's name is unique, and a GraphQL name is a safe one in SQL.
    key: `${operation}__${field.name}`,
    isExact: scalar === 'Decimal' || scalar === 'BigInt',
    isWhole: scalar === 'BigInt',
    column: isTimeColumn(column) ? 'time' : column === 'decimal' ? 'decimal' : 'number',
  };
}

/** @throws GatewayError `BAD_USER_INPUT` for a field of the group that the documents are not grouped by. */
function planGroup(
  entry: DocTypeEntry,
  groupBy: ReadonlySet<string>,
  context: PlanContext,
  aggregate: GraphQLOutputType,
  selected: SelectedFields,
): DocPlan | null {
  const type = getNamedType(fieldTypeOf(aggregate, 'group'));
  const nodes = selected.get('group');
  if (!isObjectType(type) || nodes === undefined) return null;
  const plan = planSelection(context, type, nodes);
  for (const fieldname of plan.columns) {
    if (groupBy.has(fieldname)) continue;
    const name = nameOf(entry, fieldname);
    throw badUserInput(`group.${name} is selected, but groupBy does not name ${name}.`, 'groupBy');
  }
  return plan;
}

function fieldTypeOf(aggregate: GraphQLOutputType, name: string): GraphQLOutputType | null {
  const type = getNamedType(aggregate);
  return (isObjectType(type) && type.getFields()[name]?.type) || null;
}

/**
 * @throws GatewayError `BAD_USER_INPUT` for a page of what is one row, and for one that is too big or before the start.
 */
function toPage(
  { first, offset }: AggregateArguments,
  { limits }: PlanContext,
  hasGroups: boolean,
): Pick<AggregateRead, 'first' | 'offset'> {
  const page = { first: first ?? null, offset: offset ?? 0 };
  if (!hasGroups && page.first !== null) throw badUserInput('first counts groups, so it needs groupBy.', 'first');
  if (!hasGroups && page.offset !== 0) throw badUserInput('offset skips groups, so it needs groupBy.', 'offset');
  if (page.offset < 0) throw badUserInput('offset cannot be negative.', 'offset');
  if (page.first !== null && page.first < 0) throw badUserInput('first cannot be negative.', 'first');
  if (page.first !== null && page.first > limits.maxPageSize) {
    throw badUserInput(`first cannot be more than ${limits.maxPageSize}.`, 'first');
  }
  return page;
}
