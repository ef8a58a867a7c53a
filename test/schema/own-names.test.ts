import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { buildSchema, type GatewaySchema } from '../../src/features/build-schema.ts';
import { parseMethodsFile } from '../../src/metadata/method-catalog.ts';
import type { SiteModel } from '../../src/metadata/site-model.ts';
import { typeName } from '../../src/schema/model/naming.ts';
import { OWN_ROOT_FIELDS, refusalOfTypeName } from '../../src/schema/model/reserved-names.ts';
import { DEFAULT_SCHEMA_CONFIG, type SchemaConfig, withMethods } from '../../src/schema/model/schema-config.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

/** The gateway's own names, with the few DocTypes that its own fields need. */
const CONFIG: SchemaConfig = {
  ...DEFAULT_SCHEMA_CONFIG,
  include: { ...DEFAULT_SCHEMA_CONFIG.include, doctypes: ['User', 'File', 'Shop Order'] },
};

let gateway: TestGateway;
let site: SiteModel;
let own: GatewaySchema;
beforeAll(async () => {
  gateway = await startTestGateway({ version: 17 });
  site = gateway.gateway.site.current().site;
  own = buildSchema(site, CONFIG);
});
afterAll(() => gateway[Symbol.asyncDispose]());

function renameTo(...names: string[]): () => GatewaySchema {
  const paths = names.map((_, index) => `app.module.method_${index}`);
  const file = {
    methods: Object.fromEntries(paths.map((path) => [path, { args: [] }])),
    corrections: Object.fromEntries(paths.map((path, index) => [path, { rename: names[index] }])),
  };
  const whitelisted = parseMethodsFile(JSON.stringify(file), 'methods.json');
  return () => buildSchema(site, withMethods(CONFIG, whitelisted));
}

describe('a method that is renamed', () => {
  test('cannot have the name of any other root field', () => {
    const { schema } = own;
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const names = roots.flatMap((type) => Object.keys(type?.getFields() ?? {}));
    expect(names.length).toBeGreaterThan(60);
    for (const name of names) {
      const build = renameTo(name);
      expect(build, name).toThrow(ConfigError);
      const owner = `is the name of the root field ${name}. Choose another name.`;
      expect(build, name).toThrow(`corrections.app.module.method_0.rename: "${name}" ${owner}`);
    }
  });

  test('cannot have the name of another renamed method', () => {
    expect(renameTo('greet', 'greet')).toThrow(
      'corrections.app.module.method_1.rename: "greet" is the name of the method app.module.method_0',
    );
  });

  test('can have any other name', () => {
    const { schema } = renameTo('greet', 'wave')();
    expect(Object.keys(schema.getMutationType()?.getFields() ?? {})).toEqual(
      expect.arrayContaining(['greet', 'wave', 'like', 'callMethod']),
    );
  });
});

describe('a type of the gateway', () => {
  const namesOf = () => {
    const ofDocTypes = new Set((own.schema.extensions.typeNames as ReadonlyMap<string, string>).values());
    return Object.keys(own.schema.getTypeMap()).filter((name) => !name.startsWith('__') && !ofDocTypes.has(name));
  };

  test('has a name that no DocType can get', () => {
    expect(namesOf().length).toBeGreaterThan(100);
    expect(namesOf().filter((name) => refusalOfTypeName(name) === null)).toEqual([]);
    expect(namesOf().filter((name) => typeName(name) === name)).toEqual([]);
  });

  test('has a name that no type made for a DocType can get', () => {
    const endings = /(?<=.)(?:Filter|Input|Connection|Edge|OrderBy|Payload|Patch|Aggregate|Range|Change)$/;
    const ofDocTypes = own.model.entries.map(({ type }) => type);
    const beginnings = namesOf()
      .filter((name) => endings.test(name))
      .map((name) => name.replace(endings, ''))
      .filter((name) => !ofDocTypes.some((type) => name.startsWith(type)));
    expect(beginnings).toEqual(expect.arrayContaining(['UploadFile', 'Date']));
    expect(beginnings.filter((name) => typeName(name) === name)).toEqual([]);
  });
});

test('no DocType can get a root query of the gateway', () => {
  const ofDocTypes = own.model.entries.flatMap(({ singular, plural }) => [singular, plural, `${singular}Aggregate`]);
  const names = Object.keys(own.schema.getQueryType()?.getFields() ?? {}).filter((name) => !ofDocTypes.includes(name));
  expect(names).toEqual(expect.arrayContaining(['node', 'changes']));
  expect(names.filter((name) => !OWN_ROOT_FIELDS.includes(name))).toEqual([]);
});
