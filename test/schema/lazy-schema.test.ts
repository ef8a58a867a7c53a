import fc from 'fast-check';
import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSchema } from '../../src/features/build-schema.ts';
import type { SiteModel } from '../../src/metadata/site-model.ts';
import type { LazySchema } from '../../src/schema/builder/lazy-schema.ts';
import { validateComplete } from '../../src/schema/builder/validate-complete.ts';
import { DEFAULT_SCHEMA_CONFIG } from '../../src/schema/model/schema-config.ts';
import { doAtOnce } from '../../src/turns.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

let gateway: TestGateway;
let model: SiteModel;
let complete: GraphQLSchema;
let sdl: string;

const build = () => buildSchema(model, DEFAULT_SCHEMA_CONFIG).schema;
const print = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema));

beforeAll(async () => {
  gateway = await startTestGateway({ version: 17 });
  model = gateway.gateway.site.current().site;
  complete = build();
  sdl = print(complete);
});
afterAll(() => gateway[Symbol.asyncDispose]());

describe('a schema whose types are made when they are asked for', () => {
  test('is the same in whatever order it is asked', () => {
    const names = Object.keys(complete.getTypeMap());
    const question = fc.constantFrom('fields', 'implementers', 'subtype');
    // Some types are made by then, in steps; those of the roots take several.
    const asked = fc.record({ name: fc.constantFrom('Query', 'Mutation', ...names), question, after: fc.nat(200) });
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 12 }), (questions) => {
        const schema = build();
        const completing = (schema as LazySchema).complete();
        for (const { name, question, after } of questions) {
          for (let step = 0; step < after; step += 1) completing.next();
          ask(schema, name, question);
        }
        doAtOnce(completing);
        expect(print(schema)).toBe(sdl);
      }),
      { numRuns: 6 },
    );
  });

  test('knows a type that another type brings along, before that one was asked for', () => {
    const enums = Object.values(complete.getTypeMap()).filter(
      (type) => isEnumType(type) && type.name.startsWith('Shop'),
    );
    expect(enums.length).toBeGreaterThan(0);
    for (const { name } of enums) expect(build().getType(name)?.name).toBe(name);
    expect(build().getType('NoSuchType')).toBeUndefined();
  });

  test('keeps nothing of what types were made from in their extensions', () => {
    const kept = Object.values(complete.getTypeMap()).flatMap((type) => [
      ...Object.keys(type.extensions),
      ...(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
        ? Object.values(type.getFields()).flatMap((field) => Object.keys(field.extensions))
        : []),
    ]);
    expect(kept.filter((key) => key.startsWith('pothos'))).toEqual([]);
    expect(new Set(kept)).toContain('root');
  });

  test('is checked as a whole', () => {
    expect(doAtOnce(validateComplete(complete))).toEqual([]);
  });
});

function ask(schema: GraphQLSchema, name: string, question: string): void {
  const type = schema.getType(name);
  expect(type?.name).toBe(name);
  if (question === 'fields' && (isObjectType(type) || isInputObjectType(type))) type.getFields();
  if (question === 'implementers' && isInterfaceType(type)) schema.getPossibleTypes(type);
  const node = schema.getType('Node');
  if (question === 'subtype' && isObjectType(type) && isInterfaceType(node)) schema.isSubType(node, type);
}
