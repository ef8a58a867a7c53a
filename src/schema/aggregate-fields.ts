import { type FieldNode, type GraphQLResolveInfo, getNamedType, isObjectType, Kind, type SelectionNode } from 'graphql';
import { badUserInput } from '../errors.ts';
import type { Aggregate, AggregateOperation, AggregateRead, Measure } from '../operations/aggregate.ts';
import { addCosts, costOfRoles } from '../operations/cost.ts';
import { costOfFilter } from '../operations/filter-cost.ts';
import { permlevelsOf } from '../operations/permlevels.ts';
import { readAggregates } from '../operations/read-aggregate.ts';
import type { DocPlan } from '../operations/read-plan.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import { groupableFields, isTextColumn, measurableFields, measureKind } from './aggregate-columns.ts';
import { addAggregateTypes } from './aggregate-types.ts';
import type { SchemaParts } from './builder.ts';
import type { DocFieldEntry, DocTypeEntry, ScalarName } from './doctype-entry.ts';
import { toFilter } from './filter-argument.ts';
import { aggregateFieldName } from './naming.ts';
import { type CostOfField, costExtension } from './operation-cost.ts';
import { planSelection } from './plan-selection.ts';
import type { SchemaModel } from './schema-model.ts';
import { type SelectedFields, selectedFields } from './selection.ts';

interface AggregateArguments {
  filter?: Record<string, unknown> | null | undefined;
  groupBy?: readonly string[] | null | undefined;
  first?: number | null | undefined;
  offset?: number | null | undefined;
}

/**
 * The root field that counts and measures documents: one row of all that the filter finds, or with `groupBy` one row
 * for each group of them. It costs one call, and one for each link of a group of which more than the name is asked.
 */
export function addAggregateField(parts: SchemaParts, entry: DocTypeEntry): void {
  const filter = parts.filters.get(entry.meta.name);
  // The list of a virtual DocType is made by its controller, which knows nothing of groups.
  if (filter === undefined || entry.meta.isVirtual) return;
  const { aggregate, groupBy } = addAggregateTypes(parts, entry);
  parts.builder.queryField(aggregateFieldName(entry.singular), (t) =>
    t.field({
      type: [aggregate],
      description: `Counts and measures the ${entry.meta.name} documents that you may see: one row, or one for each group.`,
      args: {
        filter: t.arg({ type: filter, description: 'Which documents.' }),
        groupBy: t.arg({ type: [groupBy], description: 'One row for each combination of values, sorted by them.' }),
        first: t.arg.int({ description: 'How many groups at most.' }),
        offset: t.arg.int({ description: 'How many groups to pass over.' }),
      },
      extensions: costExtension(aggregateCost(parts.model, entry)),
      resolve: aggregateResolver(parts.model, entry),
    }),
  );
}

/** The groups in one call and, at worst, those of unset values in a second; links of groups are batched. */
function aggregateCost(model: SchemaModel, entry: DocTypeEntry): CostOfField {
  return ({ basis, args, nodes }) => {
    const { filter, groupBy } = args as AggregateArguments;
    const isGrouped = (groupBy ?? []).length > 0;
    const own = { calls: isGrouped ? 2 + (groupBy ?? []).length : 1, rows: isGrouped ? basis.limits.maxPageSize : 1 };
    const roles = costOfRoles(entry.meta, permlevelsOf(entry.meta).keys());
    // v14 reads each smallest and greatest value by a call of its own.
    const extremes = basis.capabilities.dictAggregates ? 0 : countExtremes(nodes);
    return addCosts([
      own,
      roles,
      { calls: extremes, rows: extremes },
      costOfFilter(toFilter(model, entry, filter), basis, true),
    ]);
  };
}

function countExtremes(nodes: readonly FieldNode[]): number {
  const below = (some: readonly SelectionNode[]) =>
    some.flatMap((node) => ('selectionSet' in node ? (node.selectionSet?.selections ?? []) : []));
  const parts = below(nodes).filter((node) => node.kind === Kind.FIELD && /^(?:min|max)$/.test(node.name.value));
  return below(parts).length;
}

/** Made apart, so that the served schema does not keep what it was built with in memory. */
function aggregateResolver(model: SchemaModel, entry: DocTypeEntry) {
  return (_root: unknown, args: object, scope: RequestScope, info: GraphQLResolveInfo): Promise<Aggregate[]> =>
    readAggregates(scope, toAggregateRead(model, scope, entry, args, info));
}

function toAggregateRead(
  model: SchemaModel,
  scope: RequestScope,
  entry: DocTypeEntry,
  args: AggregateArguments,
  info: GraphQLResolveInfo,
): AggregateRead {
  const groupBy = new Set(args.groupBy ?? []);
  const columns = groupableFields(entry).filter(({ docfield }) => groupBy.has(docfield.fieldname));
  const byFieldname = new Map(columns.map((field) => [field.docfield.fieldname, field]));
  const selected = selectedOf(info, info.returnType, info.fieldNodes);
  const page = toPage(args, scope, columns.length > 0);
  return {
    doctype: entry.meta,
    filter: toFilter(model, entry, args.filter),
    groupBy: [...groupBy].map((fieldname) => ({
      fieldname,
      isText: isTextColumn(byFieldname.get(fieldname) as DocFieldEntry),
    })),
    measures: OPERATIONS.flatMap((operation) => toMeasures(entry, operation, info, selected)),
    wantsCount: selected.has('count'),
    groupPlan: planGroup(scope, entry, byFieldname, info, selected),
    ...page,
  };
}

const OPERATIONS: readonly AggregateOperation[] = ['sum', 'avg', 'min', 'max'];

function toMeasures(
  entry: DocTypeEntry,
  operation: AggregateOperation,
  info: GraphQLResolveInfo,
  selected: SelectedFields,
): Measure[] {
  const type = fieldTypeOf(info, operation);
  const nodes = selected.get(operation);
  if (type === null || nodes === undefined) return [];
  const names = selectedOf(info, type, nodes);
  return measurableFields(entry, operation)
    .filter(({ name }) => names.has(name))
    .map((field) => toMeasure(field, operation));
}

function toMeasure(field: DocFieldEntry, operation: AggregateOperation): Measure {
  const kind = measureKind(field, operation);
  const scalar = kind?.kind === 'scalar' ? kind.scalar : 'String';
  return {
    operation,
    fieldname: field.docfield.fieldname,
    // The field's name is unique, and a GraphQL name is a safe one in SQL.
    key: `${operation}__${field.name}`,
    isExact: scalar === 'Decimal' || scalar === 'BigInt',
    isWhole: scalar === 'BigInt',
    isNullable: NULLABLE.has(scalar),
  };
}

/** Numbers are NOT NULL columns that default to 0; these can hold no value. */
const NULLABLE = new Set<ScalarName>(['Date', 'LocalDateTime', 'Time', 'Duration', 'Rating']);

/** @throws GatewayError `BAD_USER_INPUT` for a field of the group that the documents are not grouped by. */
function planGroup(
  scope: RequestScope,
  entry: DocTypeEntry,
  groupBy: ReadonlyMap<string, DocFieldEntry>,
  info: GraphQLResolveInfo,
  selected: SelectedFields,
): DocPlan | null {
  const type = getNamedType(fieldTypeOf(info, 'group'));
  const nodes = selected.get('group');
  if (!isObjectType(type) || nodes === undefined) return null;
  const { schema, fragments, variableValues } = info;
  const plan = planSelection({ schema, fragments, variableValues, limits: scope.limits }, type, nodes);
  for (const fieldname of plan.columns) {
    if (groupBy.has(fieldname)) continue;
    const name = entry.fields.find(({ docfield }) => docfield.fieldname === fieldname)?.name ?? fieldname;
    throw badUserInput(`group.${name} is asked for, but groupBy does not name ${name}.`, 'groupBy');
  }
  return plan;
}

function fieldTypeOf(info: GraphQLResolveInfo, name: string) {
  const type = getNamedType(info.returnType);
  return (isObjectType(type) && type.getFields()[name]?.type) || null;
}

function selectedOf(
  info: GraphQLResolveInfo,
  type: GraphQLResolveInfo['returnType'],
  nodes: GraphQLResolveInfo['fieldNodes'],
): SelectedFields {
  const named = getNamedType(type);
  return isObjectType(named) ? selectedFields(info, named, nodes) : new Map();
}

/** @throws GatewayError `BAD_USER_INPUT` for a page of what is one row, and for one that is too big or before the start. */
function toPage(
  { first, offset }: AggregateArguments,
  { limits }: RequestScope,
  hasGroups: boolean,
): Pick<AggregateRead, 'first' | 'offset'> {
  const page = { first: first ?? null, offset: offset ?? 0 };
  if (!hasGroups && page.first !== null) throw badUserInput('first is of groups: it needs groupBy.', 'first');
  if (!hasGroups && page.offset !== 0) throw badUserInput('offset is of groups: it needs groupBy.', 'offset');
  if (page.offset < 0) throw badUserInput('offset cannot be negative.', 'offset');
  if (page.first !== null && page.first < 0) throw badUserInput('first cannot be negative.', 'first');
  if (page.first !== null && page.first > limits.maxPageSize) {
    throw badUserInput(`first cannot be more than ${limits.maxPageSize}.`, 'first');
  }
  return page;
}
