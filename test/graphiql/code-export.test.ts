import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { parse } from 'graphql';
import { parseAst } from 'rolldown/parseAst';
import { Agent, EventSource } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CodeLanguage, LANGUAGES, toCode } from '../../graphiql/src/panels/code-export.ts';
import { createChangeSender } from '../support/change-sender.ts';
import { CHILD_ENV } from '../support/child-env.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';
import { compileExported } from './exported-components.ts';

const run = promisify(execFile);
const isInstalled = (program: string) =>
  ['/usr/bin', '/usr/local/bin'].some((path) => existsSync(`${path}/${program}`));

/** Text that each language has to escape. */
const NOTE = `It's "new": \`\${x}\` \\ """ größer 日本 😀`;
const LINES = `${NOTE}\n  <i>{{ x }}</i> %s \\n </script>\n`;

const QUERY = `query Two($first: Int!, $on: Boolean!, $text: [String!]) {
  shopOrders(first: $first) { totalCount nodes @include(if: $on) { name } }
  shopTags(filter: { description: { notIn: $text } }) { totalCount }
}`;
const GIVEN = { first: 2, on: true, text: [LINES, ''] };

const SUBSCRIPTION = 'subscription Follow { shopOrderChanged { event name } }';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ version: 15 });
});
afterAll(() => gateway[Symbol.asyncDispose]());

type Given = [language: CodeLanguage, query: string, variables?: Record<string, unknown>, operationName?: string];

const exportOf = (...[language, query, variables = {}, operationName = '']: Given) =>
  toCode(language, {
    url: `${gateway.gateway.url}/graphql`,
    query,
    variables,
    document: parse(query),
    operationName: operationName === '' ? null : operationName,
  });
const codeOf = (...given: Given) => exportOf(...given).text;
const hintOf = (...given: Given) => exportOf(...given).hint;

/** With a credential in place of what the code leaves open. */
const signed = (code: string) => code.replace('token KEY:SECRET', gateway.site.authorization('carol'));

/** A write whose text is in a variable, and one in which it stands. */
const SAVE = `mutation Save($input: ShopTagInput) {
  createShopTag(input: $input) { shopTag { name description } }
}`;
const write = (name: string) =>
  `mutation Note { createShopTag(input: { name: ${JSON.stringify(name)} }) { shopTag { name } } }`;

/** The answer that the code of a query is compared with. */
const answerTo = async (query: string, variables: Record<string, unknown>) =>
  (await gateway.query(query, { as: 'carol', variables })).data;

/** Starts a program that prints, changes a document until it has printed that, and ends it. */
async function firstEvent(program: string, code: string): Promise<string> {
  const child = spawn(program, ['-c', signed(code)], { env: { ...CHILD_ENV, PYTHONUNBUFFERED: '1' } });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk;
  });
  const send = createChangeSender(gateway);
  await until(async () => {
    await send('UPDATE', 'SO-2026-00001');
    return printed.includes('SO-2026-00001');
  });
  child.kill();
  await once(child, 'close');
  return printed;
}

describe('an operation as code', () => {
  test.skipIf(!isInstalled('curl'))('runs by curl', async () => {
    const curl = async (code: string) => JSON.parse((await run('bash', ['-c', signed(code)])).stdout);
    expect((await curl(codeOf('curl', QUERY, GIVEN))).data).toEqual(await answerTo(QUERY, GIVEN));
    const name = `curl ${NOTE}`;
    expect((await curl(codeOf('curl', write(name)))).data.createShopTag.shopTag).toEqual({ name });
    const input = { name: 'curl', description: NOTE };
    expect((await curl(codeOf('curl', SAVE, { input }))).data.createShopTag.shopTag).toEqual(input);
    expect(await firstEvent('bash', codeOf('curl', SUBSCRIPTION))).toContain(
      'data: {"data":{"shopOrderChanged":{"event":"UPDATE","name":"SO-2026-00001"}}}',
    );
  });

  test('runs by fetch', async () => {
    const printed: unknown[] = [];
    const authorization = gateway.site.authorization('carol');
    const send = (url: string, init: RequestInit) =>
      fetch(url, { ...init, headers: { ...init.headers, authorization } });
    // In a page, the session cookie goes along.
    const agent = new Agent();
    const dispatcher = agent.compose((dispatch) => (options, handler) => {
      return dispatch(
        { ...options, headers: { ...(options.headers as Record<string, string>), authorization } },
        handler,
      );
    });
    const sources: EventSource[] = [];
    class SignedSource extends EventSource {
      constructor(url: string) {
        super(url, { node: { dispatcher } });
        sources.push(this);
      }
    }
    const AsyncFunction = (async () => undefined).constructor as new (
      ...names: string[]
    ) => (...given: unknown[]) => Promise<void>;
    const evaluate = (code: string) =>
      new AsyncFunction('fetch', 'console', 'EventSource', code)(
        send,
        { log: (value: unknown) => printed.push(value) },
        SignedSource,
      );
    const answer = await answerTo(QUERY, GIVEN);
    await evaluate(codeOf('fetch', QUERY, GIVEN));
    const name = `fetch ${NOTE}`;
    await evaluate(codeOf('fetch', write(name)));
    const input = { name: 'fetch', description: NOTE };
    await evaluate(codeOf('fetch', SAVE, { input }));
    const expected = [answer, { createShopTag: { shopTag: { name } } }];
    expect(printed).toEqual([...expected, { createShopTag: { shopTag: input } }]);
    await evaluate(codeOf('fetch', SUBSCRIPTION));
    const change = createChangeSender(gateway);
    await until(async () => {
      await change('UPDATE', 'SO-2026-00001');
      return printed.length > 3;
    });
    expect(printed[3]).toEqual({ shopOrderChanged: { event: 'UPDATE', name: 'SO-2026-00001' } });
    for (const source of sources) source.close();
    await agent.destroy();
  });

  test.skipIf(!isInstalled('python3'))('runs by Python', async () => {
    const python = async (code: string) => {
      const { stdout } = await run('python3', ['-c', `${signed(code)}print(json.dumps(answer["data"]))`]);
      const [shown = '', data = ''] = stdout.trim().split('\n');
      expect(shown).toMatch(/^None \{'/);
      return JSON.parse(data);
    };
    expect(await python(codeOf('python', QUERY, GIVEN))).toEqual(await answerTo(QUERY, GIVEN));
    const name = `python ${NOTE}`;
    expect(await python(codeOf('python', write(name)))).toEqual({ createShopTag: { shopTag: { name } } });
    const input = { name: 'python', description: NOTE };
    expect(await python(codeOf('python', SAVE, { input }))).toEqual({ createShopTag: { shopTag: input } });
    expect(await firstEvent('python3', codeOf('python', SUBSCRIPTION))).toContain("'name': 'SO-2026-00001'");
  });

  test.each(LANGUAGES)('in $label has the chosen one of several operations, with its fragments', ({ id }) => {
    const query = 'query One { site { ...Version } } query Two { me { user } } fragment Version on Site { timeZone }';
    const code = codeOf(id, query, {}, 'One');
    expect(code).toContain('query One');
    expect(code).toContain('fragment Version');
    expect(code).not.toContain('Two');
    expect(code).not.toContain('operationName');
  });

  test('is a component of React and of Vue that the compiler accepts, and that does what it says', {
    timeout: 60_000,
  }, async () => {
    const input = (name: string) => ({ input: { name, description: NOTE } });
    const componentsOf = (language: 'react' | 'vue') => ({
      Two: codeOf(language, QUERY, GIVEN),
      Save: codeOf(language, SAVE, input(language)),
      Follow: codeOf(language, SUBSCRIPTION),
      Me: codeOf(language, '# Who I am\n{ me { user } }'),
      AddTag: codeOf(
        language,
        'mutation ($n: ID!) { addTag: createShopTag(input: { name: $n }) { shopTag { name } } }',
        { n: 'x' },
      ),
    });
    await using exported = await compileExported(componentsOf('react'), componentsOf('vue'));
    expect(exported.typeErrors).toBe('');
    const program = await import(exported.program);
    const access = { url: `${gateway.gateway.url}/graphql`, authorization: () => gateway.site.authorization('carol') };
    for (const [show, suffix, language] of [
      [program.showReact, '', 'react'],
      [program.showVue, 'Vue', 'vue'],
    ] as const) {
      const shown = async (name: string) => {
        const { html, click } = await show(program[name + suffix], access);
        return { click, text: html.replaceAll('&quot;', '"').replaceAll(/<[^>]*>/g, '') };
      };
      expect(JSON.parse((await shown('Two')).text)).toEqual(await answerTo(QUERY, GIVEN));
      expect(JSON.parse((await shown('Me')).text)).toEqual({ me: { user: 'carol@example.com' } });
      expect((await shown('Follow')).text).toMatch(/^(?:closed|connecting)$/);
      const { text, click } = await shown('Save');
      expect(text.trim()).toBe('Save');
      click();
      const description = () =>
        gateway.site.database.get('SELECT description FROM `tabShop Tag` WHERE name = ?', [language])?.description;
      await expect.poll(description).toBe(NOTE);
    }
  });

  test.each([write(NOTE), write('a "quote"')])('as a component warns of text that generators misread: %s', (query) => {
    for (const language of ['react', 'vue'] as const) {
      expect(hintOf(language, query)).toContain('Put text with a backslash');
      expect(hintOf(language, SAVE, { input: { name: NOTE } })).not.toContain('backslash');
    }
    parseAst(codeOf('react', query), { lang: 'tsx' });
  });

  test('is written while it has a syntax error', () => {
    const source = { url: 'http://x/graphql', query: '{ me ', variables: {}, document: null, operationName: null };
    expect(toCode('curl', source).text).toContain('{ me');
  });
});
