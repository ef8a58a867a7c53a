import {
  type ExecutionArgs,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
  type TypeNode,
  typeFromAST,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { ExactNumber, isJsonObject } from '../../exact-json.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { findOperation } from '../../query/prepared-operation.ts';

/** Gives variables of GraphQL's own scalars as plain numbers. To come before the plugins that need the variables. */
export const exactVariables: Plugin<RequestScope> = {
  onExecute: ({ args }) => convertVariables(args),
  onSubscribe: ({ args }) => convertVariables(args),
};

/** The types of GraphQL itself know plain numbers alone. */
function convertVariables(args: ExecutionArgs): void {
  const { schema, document, operationName, variableValues } = args;
  if (!isJsonObject(variableValues) || !holdsExactNumber(variableValues)) return;
  const converted = { ...variableValues };
  for (const { variable, type } of findOperation({ document, operationName })?.variableDefinitions ?? []) {
    const name = variable.name.value;
    const known = inputTypeOf(schema, type);
    if (known && Object.hasOwn(converted, name)) converted[name] = convert(known, converted[name]);
  }
  args.variableValues = converted;
}

function inputTypeOf(schema: GraphQLSchema, node: TypeNode): GraphQLInputType | undefined {
  const type = typeFromAST(schema, node);
  return isInputType(type) ? type : undefined;
}

/** Whether a number whose digits JavaScript would change is in a value. */
export function holdsExactNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof ExactNumber || Object.values(value).some(holdsExactNumber);
}

function convert(type: GraphQLInputType, value: unknown): unknown {
  if (isNonNullType(type)) return convert(type.ofType, value);
  if (isListType(type)) {
    return Array.isArray(value) ? value.map((item) => convert(type.ofType, item)) : convert(type.ofType, value);
  }
  if (isInputObjectType(type) && isJsonObject(value)) {
    const fields = new Map(Object.entries(type.getFields()));
    const convertField = (key: string, item: unknown) => {
      const field = fields.get(key);
      return field ? convert(field.type, item) : item;
    };
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convertField(key, item)]));
  }
  return value instanceof ExactNumber && isLeafType(type) ? convertNumber(type, value) : value;
}

/** An `ID` is its digits, an `Int` never has so many, and a `Float` is what a computer makes of them. */
function convertNumber(type: GraphQLLeafType, value: ExactNumber): unknown {
  if (type.name === 'ID' || type.name === 'Int') return value.digits;
  return isSpecifiedScalarType(type) || isEnumType(type) ? Number(value) : value;
}
