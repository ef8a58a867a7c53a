import {
  DirectiveLocation,
  type FieldDefinitionNode,
  GraphQLDirective,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLSchema,
  isObjectType,
  Kind,
  lexicographicSortSchema,
  parse,
  printSchema,
} from 'graphql';

/**
 * `@semanticNonNull`, as Relay, Apollo Kotlin and GraphQL Code Generator read it from a printed schema
 * (https://specs.apollo.dev/nullability/v0.4/). Introspection shows the directive, and not where it is.
 */
export const semanticNonNullDirective = new GraphQLDirective({
  name: 'semanticNonNull',
  description: 'The field is null only if there is an error at its path.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    levels: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLInt))),
      defaultValue: [0],
      description: 'The depths of lists that this applies to; 0 is the field itself.',
    },
  },
});

/** @returns the extensions of a field that is null only with an error of its own. */
export function semanticNonNull(): { semanticNonNull: true } {
  return { semanticNonNull: true };
}

/** Prints a schema sorted, with the directives that graphql-js leaves out. */
export function printSorted(schema: GraphQLSchema): string {
  const text = printSchema(lexicographicSortSchema(schema));
  const ends = parse(text).definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const type = schema.getType(definition.name.value);
    const fields = isObjectType(type) ? type.getFields() : {};
    return (definition.fields ?? [])
      .filter(({ name }) => fields[name.value]?.extensions.semanticNonNull === true)
      .map(endOfType);
  });
  let printed = '';
  let start = 0;
  for (const end of ends) {
    printed += `${text.slice(start, end)} @${semanticNonNullDirective.name}`;
    start = end;
  }
  return `${printed}${text.slice(start)}\n`;
}

function endOfType({ type }: FieldDefinitionNode): number {
  if (type.loc === undefined) throw new Error('A parsed schema has locations.');
  return type.loc.end;
}
