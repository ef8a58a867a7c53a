import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** A type of the schema that stands for a DocType, as its description says (src/schema/model/descriptions.ts). */
export interface DocTypeDocs {
  readonly type: string;
  readonly doctype: string;
  /** Such as `submittable` or `child table`; empty for plain ones. */
  readonly nature: string;
  readonly module: string;
  /** The DocType's own description. */
  readonly about: string;
}

/** The types that operations begin at. */
export const ROOTS = ['Query', 'Mutation', 'Subscription'] as const;

/** A field of Query, Mutation or Subscription. */
export interface RootFieldDocs {
  readonly root: (typeof ROOTS)[number];
  readonly field: GraphQLField<unknown, unknown>;
}

/** The parts of a schema that the docs show. */
export interface SchemaIndex {
  readonly schema: GraphQLSchema;
  readonly doctypes: ReadonlyMap<string, DocTypeDocs>;
  /** By module, both sorted. */
  readonly modules: readonly (readonly [module: string, doctypes: readonly DocTypeDocs[]])[];
  readonly rootFields: readonly RootFieldDocs[];
  /** The root fields that are about a DocType, by the name of its type. */
  readonly about: ReadonlyMap<string, readonly RootFieldDocs[]>;
}

const DOCTYPE = /^DocType `(.+?)`(?: \((.+?)\))?(?:, module (.+?))?\.(?:\n\n([\s\S]*))?$/;

/** Reads a schema once; it can have thousands of types. */
export function indexSchema(schema: GraphQLSchema): SchemaIndex {
  const doctypes = new Map<string, DocTypeDocs>();
  for (const { name, description } of Object.values(schema.getTypeMap())) {
    const [, doctype, nature = '', module = 'Other', about = ''] = DOCTYPE.exec(description ?? '') ?? [];
    if (doctype !== undefined && !doctypes.has(name))
      doctypes.set(name, { type: name, doctype, nature, module, about });
  }
  const rootFields = ROOTS.flatMap((root) => {
    const fields = Object.values((schema.getType(root) as GraphQLObjectType | undefined)?.getFields() ?? {});
    return fields.map((field) => ({ root, field }));
  });
  const about = new Map<string, RootFieldDocs[]>();
  for (const rootField of rootFields) {
    const type = aboutOf(rootField.field, doctypes);
    if (type !== null) about.set(type, [...(about.get(type) ?? []), rootField]);
  }
  return { schema, doctypes, modules: byModule([...doctypes.values()]), rootFields, about };
}

/** The DocType that a root field gives: itself, in a page, in a payload, or counted. */
function aboutOf({ type }: GraphQLField<unknown, unknown>, doctypes: ReadonlyMap<string, DocTypeDocs>): string | null {
  const named = getNamedType(type);
  if (doctypes.has(named.name)) return named.name;
  const counted = named.name.replace(/Aggregate$/, '');
  if (counted !== named.name && doctypes.has(counted)) return counted;
  if (!isObjectType(named)) return null;
  const below = Object.values(named.getFields()).map((field) => getNamedType(field.type).name);
  return below.find((name) => doctypes.has(name)) ?? null;
}

function byModule(doctypes: readonly DocTypeDocs[]): [string, DocTypeDocs[]][] {
  const modules = Map.groupBy(doctypes, ({ module }) => module);
  const sorted = [...modules].map(([module, entries]): [string, DocTypeDocs[]] => [
    module,
    entries.toSorted((one, other) => one.doctype.localeCompare(other.doctype)),
  ]);
  return sorted.toSorted(([one], [other]) => one.localeCompare(other));
}

/** A docfield in the description of its field: `Grand Total (Currency, read-only)`. */
export interface FieldLabel {
  readonly label: string;
  /** Its fieldtype, and what else the site says of it. */
  readonly traits: string;
  readonly about: string;
}

/** The label of a field that shows a docfield; null for other fields. */
export function labelOf({ description }: { description?: string | null | undefined }): FieldLabel | null {
  const [, label, traits, about = ''] = /^(.+?) \(([A-Z][^()]*)\)(?:\n\n([\s\S]*))?$/.exec(description ?? '') ?? [];
  return label === undefined || traits === undefined ? null : { label, traits, about };
}

/** Whether a type has fields that can be listed. */
export function hasFields(type: GraphQLNamedType): type is GraphQLObjectType {
  return isObjectType(type) || isInterfaceType(type);
}
