import {
  type DocumentNode,
  GraphQLError,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
  type ValueNode,
} from 'graphql';
import { deriveOnce } from '../../derive-once.ts';
import { ExactNumber } from '../../exact-json.ts';
import { perFragment } from './per-fragment.ts';

/** An operation as it is about to run. */
export interface SizedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
}

/** graphql-js looks at all fields that the type of an input object has: ten of them take as long as one value. */
const FIELDS_PER_VALUE = 10;

/** The size of an input object in the document, whose type is not looked up. */
const LITERAL_OBJECT_VALUES = 10;

/**
 * Counts the values in all arguments of an operation: a variable wherever it is used, and a fragment wherever it is
 * spread, because each time they are read again.
 *
 * @returns why the operation cannot run, or null.
 */
export function checkArguments(sized: SizedOperation, maxValues: number): GraphQLError | null {
  const { schema, operation, variables } = sized;
  const { values, uses } = usedIn(sized);
  let sum = values;
  for (const { variable, type, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const value = variables?.[name];
    const inputType: unknown = typeFromAST(schema, type as never);
    const size =
      value === undefined && defaultValue
        ? countLiteral(defaultValue)
        : countValue(value, isInputType(inputType) ? inputType : undefined, name);
    if (size instanceof GraphQLError) return size;
    sum += size * (uses.get(name) ?? 0);
  }
  if (sum <= maxValues) return null;
  return refuse(
    `The arguments have more than ${maxValues} values. A variable counts wherever it is used.`,
    'variables',
  );
}

/** The sizes of the arguments of a selection. */
interface Uses {
  values: number;
  /** How often each variable is used. */
  readonly uses: Map<string, number>;
}

const KNOWN = new WeakMap<OperationDefinitionNode, Uses>();

function usedIn({ document, operation }: SizedOperation): Uses {
  const known = KNOWN.get(operation);
  if (known) return known;
  const used = countUses(document, operation.selectionSet);
  KNOWN.set(operation, used);
  return used;
}

function countUses(document: DocumentNode, root: SelectionSetNode): Uses {
  const count = ({ selections }: SelectionSetNode, sum: Uses = nothing()): Uses => {
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const { values, uses } = fragments.of(selection.name.value);
        sum.values += values;
        for (const [name, times] of uses) sum.uses.set(name, (sum.uses.get(name) ?? 0) + times);
        continue;
      }
      if (selection.kind === Kind.FIELD) {
        for (const { value } of selection.arguments ?? []) sum.values += countLiteral(value, sum.uses);
      }
      if (selection.selectionSet) count(selection.selectionSet, sum);
    }
    return sum;
  };
  const fragments = perFragment(document, (selectionSet) => count(selectionSet), nothing);
  return count(root);
}

function nothing(): Uses {
  return { values: 0, uses: new Map() };
}

/** @param uses counts the variables in it. */
function countLiteral(node: ValueNode, uses?: Map<string, number>): number {
  if (node.kind === Kind.VARIABLE) {
    uses?.set(node.name.value, (uses.get(node.name.value) ?? 0) + 1);
    return 0;
  }
  if (node.kind === Kind.LIST) return node.values.reduce((sum, item) => sum + countLiteral(item, uses), 1);
  if (node.kind !== Kind.OBJECT) return 1;
  return node.fields.reduce((sum, { value }) => sum + countLiteral(value, uses), LITERAL_OBJECT_VALUES);
}

/**
 * @param path where the value is, from the name of its variable.
 * @returns the error of an object of more fields than its type has: graphql-js would name each that it does not know.
 */
function countValue(value: unknown, type: GraphQLInputType | undefined, path: string): number | GraphQLError {
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return 1;
  const inner: unknown = isNonNullType(type) ? type.ofType : type;
  if (Array.isArray(value)) {
    const itemType = isListType(inner) ? (inner.ofType as GraphQLInputType) : undefined;
    return sumOf(value, 1, (item) => countValue(item, itemType, path));
  }
  const objectType = objectTypeOf(inner);
  const entries = Object.entries(value);
  if (objectType === null) return sumOf(entries, 1, ([, item]) => countValue(item, undefined, path));
  const fields = objectType.getFields();
  const count = fieldCountOf(objectType);
  if (entries.length > count) return refuse(`${path} has more fields than ${objectType.name} has.`, path);
  return sumOf(entries, Math.ceil(count / FIELDS_PER_VALUE), ([name, item]) =>
    countValue(item, fields[name]?.type, `${path}.${name}`),
  );
}

/** A single value stands for a list of itself. */
function objectTypeOf(type: unknown): GraphQLInputObjectType | null {
  if (isInputObjectType(type)) return type;
  return isListType(type) || isNonNullType(type) ? objectTypeOf(type.ofType) : null;
}

function sumOf<Item>(
  items: readonly Item[],
  start: number,
  count: (item: Item) => number | GraphQLError,
): number | GraphQLError {
  let sum = start;
  for (const item of items) {
    const size = count(item);
    if (size instanceof GraphQLError) return size;
    sum += size;
  }
  return sum;
}

const fieldCountOf = deriveOnce((type: GraphQLInputObjectType) => Object.keys(type.getFields()).length);

function refuse(message: string, field: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', field } });
}
