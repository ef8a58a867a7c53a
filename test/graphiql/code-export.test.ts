import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { parse } from 'graphql';
import { parseAst } from 'rolldown/parseAst';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileScript, compileTemplate, parse as parseVue } from 'vue/compiler-sfc';
import { type CodeLanguage, LANGUAGES, toCode } from '../../graphiql/src/panels/code-export.ts';
import { readText } from '../law/source-files.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const run = promisify(execFile);
const isInstalled = (program: string) =>
  ['/usr/bin', '/usr/local/bin'].some((path) => existsSync(`${path}/${program}`));

/** Text that each language has to escape. */
const NOTE = `It's "new": \`\${x}\` \\ """`;

const QUERY =
  'query Two($first: Int!, $on: Boolean!) { shopOrders(first: $first) { totalCount nodes @include(if: $on) { name } } }';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ version: 15 });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const codeOf = (
  language: CodeLanguage,
  query: string,
  variables: Record<string, unknown> = {},
  operationName: string | null = null,
) =>
  toCode(language, {
    url: `${gateway.gateway.url}/graphql`,
    query,
    variables,
    document: parse(query),
    operationName,
  }).text;

/** With a credential in place of what the code leaves open. */
const signed = (code: string) => code.replace('token KEY:SECRET', gateway.site.authorization('carol'));

const write = (name: string) =>
  `mutation Note { createShopTag(input: { name: ${JSON.stringify(name)} }) { shopTag { name } } }`;

describe('an operation as code', () => {
  test.skipIf(!isInstalled('curl'))('runs by curl', async () => {
    const curl = async (code: string) => JSON.parse((await run('bash', ['-c', signed(code)])).stdout);
    const { data } = await curl(codeOf('curl', QUERY, { first: 2, on: true }));
    expect(data.shopOrders.nodes).toHaveLength(2);
    const name = `curl ${NOTE}`;
    expect((await curl(codeOf('curl', write(name)))).data.createShopTag.shopTag).toEqual({ name });
  });

  test('runs by fetch', async () => {
    const printed: unknown[] = [];
    const evaluate = (code: string) => {
      const AsyncFunction = (async () => undefined).constructor as new (
        ...names: string[]
      ) => (...given: unknown[]) => Promise<void>;
      const send = (url: string, init: RequestInit) =>
        fetch(url, { ...init, headers: { ...init.headers, authorization: gateway.site.authorization('carol') } });
      return new AsyncFunction('fetch', 'console', code)(send, { log: (value: unknown) => printed.push(value) });
    };
    await evaluate(codeOf('fetch', QUERY, { first: 2, on: true }));
    expect(printed[0]).toMatchObject({ shopOrders: { nodes: [{}, {}] } });
    const name = `fetch ${NOTE}`;
    await evaluate(codeOf('fetch', write(name)));
    expect(printed[1]).toEqual({ createShopTag: { shopTag: { name } } });
  });

  test.skipIf(!isInstalled('python3'))('runs by Python', async () => {
    const python = async (code: string) => (await run('python3', ['-c', signed(code)])).stdout;
    expect(await python(codeOf('python', QUERY, { first: 2, on: true }))).toMatch(/^None \{'shopOrders'.*'name': /);
    expect(await python(codeOf('python', write(`python ${NOTE}`)))).toContain('python It');
    const row = gateway.site.database.get("SELECT name FROM `tabShop Tag` WHERE name LIKE 'python%'");
    expect(row).toEqual({ name: `python ${NOTE}` });
  });

  test.each(LANGUAGES)('in $label has the chosen one of several operations, with its fragments', ({ id }) => {
    const query = 'query One { site { ...Version } } query Two { me { user } } fragment Version on Site { timeZone }';
    const code = codeOf(id, query, {}, 'One');
    expect(code).toContain('query One');
    expect(code).toContain('fragment Version');
    expect(code).not.toContain('Two');
    expect(code).not.toContain('operationName');
  });

  test.each([QUERY, write(NOTE), 'subscription Follow { shopOrderChanged { event name } }', '{ me { user } }'])(
    'is a component of React and of Vue: %s',
    (query) => {
      const variables = query === QUERY ? { first: 2, on: true } : {};
      const component = codeOf('react', query, variables);
      parseAst(component, { lang: 'tsx' });
      const { descriptor, errors } = parseVue(codeOf('vue', query, variables));
      expect(errors).toEqual([]);
      const script = compileScript(descriptor, { id: 'exported' });
      parseAst(script.content, { lang: 'ts' });
      expect(
        compileTemplate({ id: 'exported', filename: 'exported.vue', source: descriptor.template?.content ?? '' })
          .errors,
      ).toEqual([]);
      // The hooks that they import exist.
      expect(readText('client/react/index.ts')).toContain(
        /import \{ (\w+) \} from 'frappe-graphql-react'/.exec(component)?.[1] ?? 'none',
      );
      expect(readText('client/vue/index.ts')).toContain(
        /import \{ (\w+) \} from 'frappe-graphql-vue'/.exec(script.content)?.[1] ?? 'none',
      );
    },
  );

  test('is written while it has a syntax error', () => {
    const source = { url: 'http://x/graphql', query: '{ me ', variables: {}, document: null, operationName: null };
    expect(toCode('curl', source).text).toContain('{ me');
  });
});
