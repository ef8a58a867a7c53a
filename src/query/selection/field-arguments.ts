import { type FieldNode, type GraphQLField, getArgumentValues, Kind, type ValueNode } from 'graphql';
import { deriveOnce } from '../../derive-once.ts';

type FieldArguments = Pick<GraphQLField<unknown, unknown>, 'name' | 'args'>;

/** @returns the coerced arguments that a node gives to a field. @throws GraphQLError for arguments that do not fit. */
export function argumentsOf(
  field: FieldArguments,
  node: FieldNode,
  variableValues: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (!node.arguments?.length) return coerce(field, node, variableValues);
  const splits = splitsOf(node);
  const known = splits.get(field) ?? split(field, node);
  splits.set(field, known);
  const [otherArguments, otherNode] = known.others;
  return inOrder(field, { ...known.written, ...coerce(otherArguments, otherNode, variableValues) });
}

/** Fields find their pages by the text of their arguments, so plans have these in the order of graphql-js. */
function inOrder({ args }: FieldArguments, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const ordered: Record<string, unknown> = Object.create(null);
  for (const { name } of args) if (Object.hasOwn(values, name)) ordered[name] = values[name];
  return ordered;
}

interface SplitArguments {
  /** The values of the arguments that use no variables: nobody changes them. */
  readonly written: Readonly<Record<string, unknown>>;
  /** The field and the node, with the other arguments. */
  readonly others: readonly [FieldArguments, FieldNode];
}

/** Documents are kept, so what is written into them is coerced once. */
const splitsOf = deriveOnce((_node: FieldNode) => new WeakMap<FieldArguments, SplitArguments>());

function split(field: FieldArguments, node: FieldNode): SplitArguments {
  const isWritten = (name: string) => {
    const given = node.arguments?.find((argument) => argument.name.value === name);
    return given !== undefined && !usesVariables(given.value);
  };
  const only = (isWanted: (name: string) => boolean): [FieldArguments, FieldNode] => [
    { name: field.name, args: field.args.filter(({ name }) => isWanted(name)) },
    { ...node, arguments: node.arguments?.filter(({ name }) => isWanted(name.value)) ?? [] },
  ];
  return { written: coerce(...only(isWritten), {}), others: only((name) => !isWritten(name)) };
}

function usesVariables(value: ValueNode): boolean {
  if (value.kind === Kind.LIST) return value.values.some(usesVariables);
  if (value.kind === Kind.OBJECT) return value.fields.some((field) => usesVariables(field.value));
  return value.kind === Kind.VARIABLE;
}

function coerce(
  field: FieldArguments,
  node: FieldNode,
  variableValues: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return getArgumentValues(field as GraphQLField<unknown, unknown>, node, variableValues);
}
