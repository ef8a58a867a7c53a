import type { FieldNode, GraphQLField } from 'graphql';
import type { RootWork } from '../plan/operation-plan.ts';
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
export interface RootDefinition<Args, Plan, Result, Scope> extends RootWork<Plan, Result, Scope> {
  /**
   * Turns arguments and selection into plain data, before any call.
   *
   * @throws GatewayError `BAD_USER_INPUT` that names the argument; it becomes this root's error.
   */
  plan(input: RootInput<Args>): Plan;
}

/** A root definition as the planner finds it in a field's extensions. */
export type AnyRoot = RootDefinition<Readonly<Record<string, unknown>>, unknown, unknown, never>;

/** @returns the extensions that carry a root definition. */
export function rootExtension<Args, Plan, Result, Scope>(root: RootDefinition<Args, Plan, Result, Scope>) {
  return { root };
}

/** @returns what a root field reads or writes, or undefined for the introspection fields of GraphQL itself. */
export function rootOf(field: GraphQLField<unknown, unknown>): AnyRoot | undefined {
  return field.extensions.root as AnyRoot | undefined;
}
