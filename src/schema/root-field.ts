import type {
  FieldNullability,
  FieldRef,
  InputFieldMap,
  InputShapeFromFields,
  MaybePromise,
  ShapeFromTypeParam,
  TypeParam,
} from '@pothos/core';
import type { FieldNode, GraphQLField, GraphQLResolveInfo } from 'graphql';
import type { RootWork } from '../operations/operation-plan.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import type { SchemaTypesOf } from './builder.ts';
import type { PlanContext } from './selection.ts';

/** The input of a root field's plan. */
export interface RootInput<Args = Readonly<Record<string, unknown>>> {
  readonly context: PlanContext;
  readonly field: GraphQLField<unknown, unknown>;
  /** Coerced, as graphql-js hands them to a resolver. */
  readonly args: Args;
  /** The nodes that share the root's response key. */
  readonly nodes: readonly FieldNode[];
}

/** A root field with its plan, cost and execution, stated once: `cost` and `execute` take the plan that `plan` made. */
export interface RootDefinition<Args, Plan, Result> extends RootWork<Plan, Result> {
  /**
   * Turns arguments and selection into plain data, before any call.
   *
   * @throws GatewayError `BAD_USER_INPUT` that names the argument; it becomes this root's error.
   */
  plan(input: RootInput<Args>): Plan;
}

/** A root definition as the planner finds it in a field's extensions. */
export type AnyRoot = RootDefinition<Readonly<Record<string, unknown>>, unknown, unknown>;

/** @returns the extensions that carry a root definition. */
export function rootExtension<Args, Plan, Result>(root: RootDefinition<Args, Plan, Result>) {
  return { root };
}

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
    RootResult<ShapeFromTypeParam<SchemaTypesOf, Type, Nullable>>
  > {
  type: Type;
  nullable?: Nullable;
  description: string;
  args?: Args;
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
  { plan, cost, execute, ...options }: RootFieldOptions<Type, Nullable, Args, Plan>,
): FieldRef<SchemaTypesOf, ShapeFromTypeParam<SchemaTypesOf, Type, Nullable>> {
  const field = t.field as (
    given: object,
  ) => FieldRef<SchemaTypesOf, ShapeFromTypeParam<SchemaTypesOf, Type, Nullable>>;
  return field.call(t, { ...options, extensions: rootExtension({ plan, cost, execute }), resolve: runPlannedRoot });
}

/** @returns what a root field reads or writes, or undefined for the introspection fields of GraphQL itself. */
export function rootOf(field: GraphQLField<unknown, unknown>): AnyRoot | undefined {
  return field.extensions.root as AnyRoot | undefined;
}

function runPlannedRoot(_source: unknown, _args: unknown, { run }: RequestScope, info: GraphQLResolveInfo): unknown {
  if (run === undefined) throw new Error('The operation was not planned.');
  return run.execute(String(info.path.key));
}
