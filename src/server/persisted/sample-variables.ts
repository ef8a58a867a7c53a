import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';

/** Levels of input objects that require each other. */
const MAX_DEPTH = 8;

/** Texts and values of which every scalar takes one. */
const CANDIDATES: readonly unknown[] = ['x', '1', '2026-01-01', '2026-01-01T00:00:00', '10:00:00', 1, true, {}, null];

/**
 * Makes variables with which an operation can be planned although nobody runs it: its page sizes are the largest ones.
 *
 * @param hasOptional whether variables of type `Int` have a value even if they can be left out.
 * @returns values by the names of variables, before they are coerced.
 */
export function sampleVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  { maxPageSize, hasOptional }: { readonly maxPageSize: number; readonly hasOptional: boolean },
): Record<string, unknown> {
  const entries = variableDefinitions.flatMap(({ variable, type: node, defaultValue }) => {
    const type = typeFromAST(schema, node as never) as unknown;
    if (!isInputType(type)) return [];
    const isNeeded = isNonNullType(type) && defaultValue === undefined;
    const isSize = hasOptional && getNamedType(type).name === 'Int';
    return isNeeded || isSize ? [[variable.name.value, sample(type, maxPageSize, 0)] as const] : [];
  });
  return Object.fromEntries(entries);
}

function sample(type: GraphQLInputType, size: number, depth: number): unknown {
  if (isNonNullType(type)) return sample(type.ofType, size, depth);
  if (isListType(type)) return depth > MAX_DEPTH ? [] : [sample(type.ofType, size, depth + 1)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const needed = type.isOneOf ? fields.slice(0, 1) : fields.filter(isRequiredInputField);
    return Object.fromEntries(
      needed.flatMap((field) => (depth > MAX_DEPTH ? [] : [[field.name, sample(field.type, size, depth + 1)]])),
    );
  }
  if (type.name === 'Int') return size;
  return CANDIDATES.find((value) => isScalarType(type) && isTaken(() => type.parseValue(value)));
}

function isTaken(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
