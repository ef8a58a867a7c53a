import { type GraphQLNamedType, type GraphQLSchema, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

/** The descriptions of the fields of a type, by their names; none for types without fields. */
export function describedFieldsOf(type: GraphQLNamedType | null | undefined): Record<string, string> {
  if (!isInputObjectType(type) && !isObjectType(type) && !isInterfaceType(type)) return {};
  const fields = Object.values(type.getFields());
  return Object.fromEntries(fields.map(({ name, description }) => [name, description ?? '']));
}

/** The DocTypes of a schema, by the names of their types. */
export function doctypesOf(schema: GraphQLSchema): Map<string, string> {
  const types = Object.values(schema.getTypeMap()).flatMap((type): [string, string][] => {
    const doctype = isObjectType(type) ? /^DocType `(.+?)`/.exec(type.description ?? '')?.[1] : undefined;
    return doctype === undefined ? [] : [[type.name, doctype]];
  });
  // `ShopCustomerContact` belongs to itself, and not to `ShopCustomer`.
  return new Map(types.sort(([a], [b]) => b.length - a.length));
}
