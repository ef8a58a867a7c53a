import {
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { Builder } from './builder.ts';

interface Extended {
  extensions: Readonly<Record<string, unknown>>;
}

const NOTHING: Extended['extensions'] = Object.freeze({});

/**
 * Lets go of what Pothos keeps of a finished schema: the options of each type, field and argument, and the builder's
 * own tables. Nothing is built from them any more, and for an ERPNext they are more than the schema itself.
 */
export function releaseBuilder(builder: Builder, schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    // Pothos wraps this one in a function that holds its tables.
    if (isInterfaceType(type)) type.resolveType = ownTypeResolver(type) ?? type.resolveType;
    for (const extended of [type, ...partsOf(type)]) extended.extensions = withoutOptions(extended.extensions);
  }
  for (const table of Object.values(builder.configStore)) {
    if (table instanceof Map || table instanceof Set) table.clear();
  }
}

function ownTypeResolver(type: Extended): GraphQLTypeResolver<unknown, unknown> | undefined {
  const options = type.extensions.pothosOptions as { resolveType?: GraphQLTypeResolver<unknown, unknown> } | undefined;
  return options?.resolveType;
}

function partsOf(type: GraphQLNamedType): Extended[] {
  if (isEnumType(type)) return [...type.getValues()];
  if (isInputObjectType(type)) return Object.values(type.getFields());
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [field, ...field.args]);
}

function withoutOptions({ pothosOptions, pothosConfig, ...own }: Extended['extensions']): Extended['extensions'] {
  return Object.keys(own).length === 0 ? NOTHING : own;
}
