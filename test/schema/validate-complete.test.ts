import { buildASTSchema, GraphQLObjectType, type GraphQLSchema, parse, validateSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { validateComplete } from '../../src/schema/builder/validate-complete.ts';
import { doAtOnce } from '../../src/turns.ts';

/** More types than are checked in one step. */
const OTHERS = Array.from({ length: 600 }, (_, index) => `type Other${index} { name: String }`).join('\n');

/** More fields than are checked in one step. */
const MANY = Array.from({ length: 1200 }, (_, index) => `field${index}: String`).join(' ');

const FAULTS: Readonly<Record<string, string>> = {
  'no root for queries': 'type Thing { name: String }',
  'a root that is no object': 'schema { query: Name } scalar Name',
  'an object without fields': 'type Query { thing: Thing } type Thing',
  'a name of introspection': 'type Query { __thing: String }',
  'an enum without values': 'type Query { kind: Kind } enum Kind',
  'a union without members': 'type Query { any: Any } union Any',
  'an input in the place of a result': 'type Query { thing: Thing } input Thing { name: String }',
  'a result in the place of an input': 'type Query { thing(by: Thing): String } type Thing { name: String }',
  'an input behind many fields of a root': `type Query { ${MANY} thing: Thing } input Thing { name: String }`,
  'a result that a field of a root takes, among many': `type Query { a: Int } type Mutation { ${MANY} make(by: Query): Int ${MANY.replaceAll('field', 'other')} }`,
  'an interface that a type with many fields lacks a field of': `type Query { thing: Thing } interface Named { name: String } type Thing implements Named { ${MANY} }`,
  'an interface without its field':
    'type Query { thing: Thing } interface Named { name: String } type Thing implements Named { id: ID }',
  'a field of an interface with another type':
    'type Query { thing: Thing } interface Named { name: Named } type Thing implements Named { name: Other0 }',
  'an argument that the interface has not':
    'type Query { thing: Thing } interface Named { name: String } type Thing implements Named { name(in: String!): String }',
  'inputs that need each other': 'type Query { a(by: One): String } input One { two: Two! } input Two { one: One! }',
  'an argument of a directive that is deprecated and needed':
    'directive @d(a: Int! @deprecated) on FIELD type Query { a: Int }',
};

const build = (sdl: string): GraphQLSchema => {
  const schema = buildASTSchema(parse(`${sdl}\n${OTHERS}`), { assumeValidSDL: true });
  return schema;
};
const messagesOf = (errors: readonly Error[]) => [...new Set(errors.map(({ message }) => message))].sort();

describe('checking a schema in steps', () => {
  test.each(Object.entries(FAULTS))('finds %s as graphql-js does', (_, sdl) => {
    const found = messagesOf(doAtOnce(validateComplete(build(sdl))));
    expect(found).toEqual(messagesOf(validateSchema(build(sdl))));
    expect(found.length).toBeGreaterThan(0);
  });

  test('finds another type of the same name, which graphql-js refuses earlier', () => {
    const schema = build('type Query { thing: Other0 }');
    const [thing] = Object.values(schema.getQueryType()?.getFields() ?? {});
    if (thing) thing.type = new GraphQLObjectType({ name: 'Other0', fields: {} });
    expect(messagesOf(doAtOnce(validateComplete(schema)))).toEqual(['There are several types named "Other0".']);
  });

  test('finds nothing wrong with a schema that is valid', () => {
    const sdl = 'interface Named { name: String } type Query implements Named { name: String other: Other7 }';
    expect(doAtOnce(validateComplete(build(sdl)))).toEqual([]);
  });
});
