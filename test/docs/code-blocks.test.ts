import { execFileSync } from 'node:child_process';
import { parseEnv } from 'node:util';
import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileScript, parse as parseVue } from 'vue/compiler-sfc';
import { readConfig } from '../../src/config.ts';
import { buildSchema } from '../../src/features/build-schema.ts';
import { parseMethodsFile } from '../../src/metadata/method-catalog.ts';
import { validateTogether } from '../../src/schema/compare/validate-together.ts';
import { DEFAULT_SCHEMA_CONFIG, parseSchemaConfig, schemaConfigFile } from '../../src/schema/model/schema-config.ts';
import { readText } from '../law/source-files.ts';
import { readErpnextSite, WITHOUT_ERPNEXT } from '../support/erpnext.ts';
import { blocksIn, codeBlocksOf, PAGES, parseJson, placeOf } from './code-blocks.ts';
import { findWrongCommands } from './shell-commands.ts';

/** Every language of the docs. The blocks of `txt` without a label are checked by output-blocks.test.ts. */
const LANGUAGES = ['graphql', 'json', 'sh', 'ts', 'tsx', 'vue', 'python', 'yaml', 'txt', 'csv', 'nginx'];

describe('code in the docs', () => {
  test('is of a language that is checked, or says why it is not', () => {
    const blocks = PAGES.flatMap(codeBlocksOf);
    expect(blocks.length).toBeGreaterThan(150);
    expect(blocks.filter(({ language }) => !LANGUAGES.includes(language)).map(placeOf)).toEqual([]);
    const withoutCheck = blocks.filter(
      ({ language, label, unchecked }) =>
        unchecked === null && (['yaml', 'nginx'].includes(language) || (language === 'txt' && label !== null)),
    );
    expect(withoutCheck.map(placeOf)).toEqual([]);
  });

  const configKeys = Object.keys(schemaConfigFile.shape);

  test.each(blocksIn('json').map((block) => [placeOf(block), block] as const))(
    '%s is JSON, and valid for its file',
    (_, block) => {
      const { code, label } = block;
      const value = label === null ? parseJson(code) : JSON.parse(code);
      const keys = Object.keys(value);
      const isConfig = keys.length > 0 && keys.every((key) => configKeys.includes(key));
      if (isConfig) expect(label).toBe('gateway.config.json');
      if (label === 'gateway.config.json') expect(() => parseSchemaConfig(code, label)).not.toThrow();
      if (keys.includes('corrections')) expect(label).toMatch(/methods\.json$/);
      if (label === 'sites.json') expect(keys).toContain('sites');
      if (label?.endsWith('methods.json')) expect(() => parseMethodsFile(code, label)).not.toThrow();
    },
  );

  test.each(blocksIn('sh').map((block) => [placeOf(block), block] as const))(
    '%s runs commands that exist',
    (_, { code }) => {
      expect(findWrongCommands(code)).toEqual([]);
    },
  );

  const ofSettings = Map.groupBy(
    blocksIn('sh').filter(({ label }) => label === '.env'),
    ({ page }) => page,
  );
  test.each([...ofSettings])('the settings of %s are accepted together', (_, blocks) => {
    const account = { FRAPPE_URL: 'https://erp.example.com', FRAPPE_API_KEY: 'key', FRAPPE_API_SECRET: 'secret' };
    const settings = parseEnv(blocks.map(({ code }) => code).join('\n'));
    expect(() => readConfig({ ...account, ...settings })).not.toThrow();
  });

  test.each(blocksIn('vue').map((block) => [placeOf(block), block] as const))(
    '%s is a component',
    (place, { code }) => {
      const { descriptor, errors } = parseVue(code, { filename: place });
      expect(errors).toEqual([]);
      expect(() => compileScript(descriptor, { id: place, inlineTemplate: true })).not.toThrow();
    },
  );

  const withoutPython = hasPython() ? '' : ' (skipped: there is no python3)';
  test.skipIf(withoutPython)(`Python is Python${withoutPython}`, () => {
    for (const block of blocksIn('python')) {
      const check = () =>
        execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: block.code });
      expect(check, placeOf(block)).not.toThrow();
    }
  });
});

describe('GraphQL in the docs', () => {
  const shop = buildASTSchema(parse(readText('schema/gateway.graphql')));
  const blocks = blocksIn('graphql');

  test.each(blocks.filter(({ label }) => label === null).map((block) => [placeOf(block), block] as const))(
    '%s asks for what the demo site has',
    (_, { code }) => expect(errorsOf(shop, code)).toEqual([]),
  );

  const ofErpnext = blocks.filter(({ label }) => label === 'erpnext');
  describe.skipIf(WITHOUT_ERPNEXT)(`of ERPNext${WITHOUT_ERPNEXT ? ` (skipped: ${WITHOUT_ERPNEXT})` : ''}`, () => {
    let erpnext: GraphQLSchema;
    beforeAll(() => {
      erpnext = buildSchema(readErpnextSite(), DEFAULT_SCHEMA_CONFIG).schema;
    }, 60_000);

    test.each(ofErpnext.map((block) => [placeOf(block), block] as const))(
      '%s asks for what ERPNext has',
      (_, { code }) => {
        expect(errorsOf(erpnext, code)).toEqual([]);
      },
    );
  });

  test('has no other labels', () => {
    expect(blocks.filter(({ label }) => label !== null && label !== 'erpnext').map(placeOf)).toEqual([]);
  });
});

function errorsOf(schema: GraphQLSchema, code: string): string[] {
  return validateTogether(schema, parse(code).definitions).map(({ message }) => message);
}

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version']);
    return true;
  } catch {
    return false;
  }
}
