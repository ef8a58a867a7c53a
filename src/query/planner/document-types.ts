import { type GraphQLObjectType, type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';

/** The schema in which types are looked up. */
type SchemaContext = Readonly<{ schema: GraphQLSchema }>;

/** The types of everything that a Dynamic Link can lead to. */
export function documentTypes({ schema }: SchemaContext): readonly GraphQLObjectType[] {
  const document = schema.getType('Document');
  const types = isInterfaceType(document) ? schema.getPossibleTypes(document) : [];
  return types.filter((type) => type.extensions.doctype !== undefined);
}

/** The DocType that an object type shows. */
export function doctypeOf(type: GraphQLObjectType): DocTypeMeta {
  return type.extensions.doctype as DocTypeMeta;
}

/** The object type that shows a DocType, or null if the schema has none. */
export function findType({ schema }: SchemaContext, doctype: string): GraphQLObjectType | null {
  const names = schema.extensions.typeNames as ReadonlyMap<string, string> | undefined;
  const type = schema.getType(names?.get(doctype) ?? '');
  return isObjectType(type) ? type : null;
}

/** The type of a DocType whose documents are nodes: not a child DocType, whose rows are read with their parents alone. */
export function findDocumentType(context: SchemaContext, doctype: string): GraphQLObjectType | null {
  const type = findType(context, doctype);
  return type?.getInterfaces().some(({ name }) => name === 'Node') ? type : null;
}

/** @throws Error if the schema has no type for the DocType. */
export function typeOf(context: SchemaContext, doctype: string): GraphQLObjectType {
  const type = findType(context, doctype);
  if (type === null) throw new Error(`The schema lacks a type for ${doctype}.`);
  return type;
}
