import { type FieldNode, type GraphQLField, getArgumentValues } from 'graphql';

/** @returns the coerced arguments that a node gives to a field. @throws GraphQLError for arguments that do not fit. */
export function argumentsOf(
  field: Pick<GraphQLField<unknown, unknown>, 'name' | 'args'>,
  node: FieldNode,
  variableValues: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return getArgumentValues(field as GraphQLField<unknown, unknown>, node, variableValues);
}
