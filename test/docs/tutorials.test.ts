import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { codegen } from '@graphql-codegen/core';
import { buildSchema, parse } from 'graphql';
import type { Browser } from 'playwright-core';
import { build, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import { readTemplates } from '../../src/commands/codegen/read-operations.ts';
import { ROOT } from '../law/source-files.ts';
import { buildClientPackages, type ClientPackages } from '../support/built-client.ts';
import { CHILD_ENV } from '../support/child-env.ts';
import { startBrowser, WITHOUT_BROWSER } from '../support/chromium.ts';
import { CLI, PROGRAM } from '../support/program.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { codeBlocksOf } from './code-blocks.ts';

const run = promisify(execFile);
const TIMEOUT = 120_000;

/** The files of `npm create vite` that the tutorials keep. */
const TEMPLATE = {
  'package.json': JSON.stringify({ type: 'module', private: true }),
  // It refreshes pages under development; Vite itself compiles JSX.
  'node_modules/@vitejs/plugin-react/package.json': '{ "type": "module", "exports": "./index.js" }',
  'node_modules/@vitejs/plugin-react/index.js': 'export default () => [];',
  'node_modules/@vitejs/plugin-react/index.d.ts': 'export default function react(): [];',
  'src/vue-files.d.ts':
    "declare module '*.vue' {\n  import type { Component } from 'vue';\n  const component: Component;\n  export default component;\n}\n",
  'index.html': '<div id="root"></div><div id="app"></div><script type="module" src="/src/main"></script>',
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'es2023',
      lib: ['ES2023', 'DOM'],
      module: 'esnext',
      moduleResolution: 'bundler',
      types: ['vite/client'],
      jsx: 'react-jsx',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowArbitraryExtensions: true,
      verbatimModuleSyntax: true,
      moduleDetection: 'force',
      noUnusedLocals: true,
      noUnusedParameters: true,
      erasableSyntaxOnly: true,
    },
    include: ['src'],
  }),
};

let running: TestGateway;
let browser: Browser | undefined;
let packages: ClientPackages;

beforeAll(async () => {
  running = await startTestGateway({ version: 15 });
  packages = await buildClientPackages();
  if (WITHOUT_BROWSER === null) browser = await startBrowser();
}, TIMEOUT);
afterAll(async () => {
  await browser?.close();
  await running[Symbol.asyncDispose]();
  await packages[Symbol.asyncDispose]();
});

describe.each([
  { framework: 'react', main: 'main.tsx' },
  { framework: 'vue', main: 'main.ts' },
])('the tutorial of $framework', ({ framework, main }) => {
  let project: string;

  beforeAll(async () => {
    project = await mkdtemp(join(ROOT, `.cache/tutorial-${framework}-`));
    await packages.installIn(project);
    await symlink(PROGRAM, join(project, 'node_modules/frappe-graphql'));
    await write({ ...TEMPLATE, 'index.html': TEMPLATE['index.html'].replace('/src/main', `/src/${main}`) });
    for (const { label, code } of codeBlocksOf(`docs/tutorials/${framework}.md`))
      if (label !== null) await write({ [label]: code.replaceAll('http://127.0.0.1:4000', running.gateway.url) });
    const gateway = `${running.gateway.url}/graphql`;
    await run(process.execPath, [CLI, 'codegen', 'init', '--gateway', gateway], {
      cwd: project,
      env: { ...CHILD_ENV },
    });
    await generateTypes();
  }, TIMEOUT);
  afterAll(() => rm(project, { recursive: true }));

  test('makes a project without errors of types, and with one for a wrong status', { timeout: TIMEOUT }, async () => {
    expect(await compile()).toBe('');
    // The compiler does not look into .vue files.
    if (framework === 'vue') return;
    const page = join(project, 'src/App.tsx');
    const text = await readFile(page, 'utf8');
    await writeFile(page, text.replace("eq: 'Open'", "eq: 'Opne'"));
    expect(await compile()).toContain('Type \'"Opne"\' is not assignable');
    await writeFile(page, text);
  });

  const skipped = WITHOUT_BROWSER === null ? '' : ` (skipped: ${WITHOUT_BROWSER})`;
  test.skipIf(skipped !== '')(`makes a page that works in a real browser${skipped}`, { timeout: TIMEOUT }, async () => {
    const common = { root: project, logLevel: 'error' } as const;
    await build(common);
    const server = await preview({ ...common, preview: { host: '127.0.0.1', port: 0 } });
    const page = await (browser as Browser).newPage();
    await page.goto(`http://127.0.0.1:${(server.httpServer.address() as AddressInfo).port}`);
    await page.fill('[name=user]', 'carol@example.com');
    await page.fill('[name=password]', 'wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('Invalid login credentials').waitFor();
    expect(await page.inputValue('[name=user]')).toBe('carol@example.com');
    await page.fill('[name=password]', DEMO_PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('200 orders').waitFor();
    expect(await page.locator('tr').count()).toBe(10);
    const first = await page.locator('tr').first().innerText();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('row', { name: first }).waitFor({ state: 'detached' });
    await page.getByRole('checkbox').check();
    await page.getByText('200 orders').waitFor({ state: 'detached' });
    expect(new Set(await page.locator('tr td:nth-child(4)').allInnerTexts())).toEqual(new Set(['Open']));
    await page.close();
    await server.close();
  });

  async function write(files: Record<string, string>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(project, path)), { recursive: true });
      await writeFile(join(project, path), text);
    }
  }

  /** As `npx graphql-codegen` does, whose command line is not among the packages of the tests. */
  async function generateTypes(): Promise<void> {
    const { default: config } = await import(join(project, 'codegen.ts'));
    const sdl = await readFile(join(project, config.schema), 'utf8');
    for (const [baseOutputDir, { preset, presetConfig, config: options }] of Object.entries<Generates>(
      config.generates,
    )) {
      const templates = readTemplates(await readFile(join(project, 'src/orders.ts'), 'utf8'));
      const documents = templates.map((text) => ({ location: 'src/orders.ts', document: parse(text), rawSDL: text }));
      const given = {
        baseOutputDir,
        presetConfig,
        config: options,
        documents,
        schema: parse(sdl),
        schemaAst: buildSchema(sdl),
      };
      const rest = { documentsReadOnly: [], documentTransforms: [], plugins: [], pluginMap: {} };
      for (const file of await preset.buildGeneratesSection({ ...given, ...rest }))
        await write({ [file.filename]: await codegen({ ...file, profiler: undefined } as never) });
    }
  }

  /** @returns the errors of the compiler. */
  function compile(): Promise<string> {
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    return run(tsc, ['-p', '.'], { cwd: project }).then(
      ({ stdout }) => stdout,
      ({ stdout }: { stdout: string }) => stdout,
    );
  }
});

interface Generates {
  preset: { buildGeneratesSection(given: object): Promise<{ filename: string }[]> };
  presetConfig: object;
  config: object;
}
