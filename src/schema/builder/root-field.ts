import type {
  FieldNullability,
  FieldRef,
  InputFieldMap,
  InputShapeFromFields,
  MaybePromise,
  ShapeFromTypeParam,
  TypeParam,
} from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { type RootDefinition, rootExtension } from '../../query/selection/root-definition.ts';
import type { SchemaTypesOf } from './builder.ts';
import { semanticNonNull } from './semantic-non-null.ts';

/** The return value of `execute`: an error in place of an item is reported there, and its neighbours survive. */
type RootResult<Shape> = MaybePromise<
  | Shape
  | (NonNullable<Shape> extends readonly (infer Item)[]
      ? readonly (Item | Error)[] | Extract<Shape, null | undefined>
      : never)
>;

interface RootFieldOptions<
  Type extends TypeParam<SchemaTypesOf>,
  Nullable extends FieldNullability<Type>,
  Args extends InputFieldMap,
  Plan,
> extends RootDefinition<
    InputShapeFromFields<Args>,
    Plan,
    RootResult<ShapeFromTypeParam<SchemaTypesOf, Type, Nullable>>,
    RequestScope
  > {
  type: Type;
  nullable?: Nullable;
  description: string;
  args?: Args;
  /** Whether it is null only with an error. */
  isSemanticNonNull?: true;
}

/** Builds the root fields of queries or of mutations. */
export type RootFieldBuilder =
  | PothosSchemaTypes.QueryFieldBuilder<SchemaTypesOf, SchemaTypesOf['Root']>
  | PothosSchemaTypes.MutationFieldBuilder<SchemaTypesOf, SchemaTypesOf['Root']>;

/**
 * A root field of a query or mutation. Its resolver is generated, so that what is estimated is what runs: `cost` and
 * `execute` take the plan that `plan` made, once for each operation.
 */
export function rootField<
  Type extends TypeParam<SchemaTypesOf>,
  Plan,
  Nullable extends FieldNullability<Type> = true,
  // biome-ignore lint/complexity/noBannedTypes: no arguments, as Pothos writes it.
  Args extends InputFieldMap = {},
>(
  t: RootFieldBuilder,
  { plan, cost, execute, isSemanticNonNull, ...options }: RootFieldOptions<Type, Nullable, Args, Plan>,
): FieldRef<SchemaTypesOf, ShapeFromTypeParam<SchemaTypesOf, Type, Nullable>> {
  const field = t.field as (
    given: object,
  ) => FieldRef<SchemaTypesOf, ShapeFromTypeParam<SchemaTypesOf, Type, Nullable>>;
  const extensions = { ...rootExtension({ plan, cost, execute }), ...(isSemanticNonNull && semanticNonNull()) };
  return field.call(t, { ...options, extensions, resolve: runPlannedRoot });
}

function runPlannedRoot(_source: unknown, _args: unknown, { run }: RequestScope, info: GraphQLResolveInfo): unknown {
  if (run === undefined) throw new Error('The operation was not planned.');
  return run.execute(String(info.path.key));
}
