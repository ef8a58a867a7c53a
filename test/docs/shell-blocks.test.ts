import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AppFolder, doctypeOf, writeApp } from '../demo/app-folder.ts';
import { ROOT } from '../law/source-files.ts';
import { CHILD_ENV } from '../support/child-env.ts';
import { CLI } from '../support/program.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { codeBlocksOf, PAGES } from './code-blocks.ts';
import { writeErpnext } from './erpnext-app.ts';
import { commandsIn, pageScript } from './page-script.ts';

/** Pages whose commands are not run here, and why. */
const PAGES_NOT_RUN: Readonly<Record<string, string>> = {
  'docs/tutorials/react.md': 'npm installs packages; tutorials.test.ts does the rest of it in a browser',
  'docs/tutorials/vue.md': 'npm installs packages; tutorials.test.ts does the rest of it in a browser',
  'docs/tutorials/production.md': 'Docker and a host name of its own',
  'examples/chart-of-accounts/README.md': 'a real ERPNext; test/examples/erpnext.test.ts runs its functions',
  'examples/order-to-cash/README.md': 'a real ERPNext; test/contract runs its functions',
  'examples/stock-dashboard/README.md': 'a real ERPNext; test/examples/erpnext.test.ts runs its functions',
};

/** Commands of other pages that are not run here, by the reason. */
const NOT_RUN: Readonly<Record<string, readonly string[]>> = {
  'Docker is not on every machine that runs tests': [
    'docker build -t frappe-graphql .',
    'docker run -p 4000:4000 -v frappe-graphql:/app/.cache -e FRAPPE_URL -e FRAPPE_API_KEY -e FRAPPE_API_SECRET frappe-graphql',
    'docker run -p 4000:4000 --env-file .env -v frappe-graphql:/app/.cache --read-only frappe-graphql',
    'docker run --env-file .env frappe-graphql doctor',
    'docker run -p 6379:6379 redis:7 redis-server --appendonly yes',
  ],
  'npm reads its registry': [
    'npm ci',
    'npm install frappe-graphql-client graphql@16',
    'npm install frappe-graphql-react frappe-graphql-client graphql@16 @tanstack/react-query react',
    'npm install frappe-graphql-vue frappe-graphql-client graphql@16 @tanstack/vue-query vue',
    'npm install --save-dev frappe-graphql @graphql-codegen/cli @graphql-codegen/client-preset @graphql-typed-document-node/core @parcel/watcher',
    'npm install gql.tada',
    'npm install --save-dev frappe-graphql typescript@6',
    'npm install && npm run dev',
  ],
  'not among the packages of the tests; test/docs/tutorials.test.ts runs the preset and the configuration below it': [
    'npx graphql-codegen --watch',
  ],
  'it needs TypeScript 6, which the tests do not have; test/codegen/slice-schema.test.ts writes the same file': [
    'npx gql.tada generate-output',
  ],
  'test/commands/mock.test.ts starts such a site, and docs/how-to/test-against-the-mock.md another': [
    'npx frappe-graphql mock ~/bench/apps/erpnext ~/bench/apps/hrms',
    'npx frappe-site-simulator --doctypes apps/erpnext --doctypes apps/hrms',
    'npx frappe-graphql mock apps/erpnext apps/hrms --version 15 --port 4000 --site-port 8099',
    'npx frappe-graphql mock ~/frappe-bench/apps/erpnext ~/frappe-bench/apps/our_app --version 15',
    'npx frappe-graphql mock apps/our_app --data test/data --port 4100 --site-port 8199',
  ],
  'test/commands/codegen.test.ts runs it': [
    'npx frappe-graphql codegen init --gql-tada --gateway https://gateway.example.com/graphql',
    'npx frappe-graphql codegen slice',
  ],
  'these tests themselves': ['npm run contract'],
  'a site to fill': ['npm run seed -- --url http://127.0.0.1:8000 --key KEY --secret SECRET'],
  'prints once an order changes; test/examples runs it and changes one': [
    "AUTHORIZATION='token carolkey0000001:carolsecret0000001' npx node examples/follow-orders/main.ts",
    "AUTHORIZATION='token carolkey0000001:carolsecret0000001' examples/curl/orders.sh --follow",
    "AUTHORIZATION='token carolkey0000001:carolsecret0000001' python3 examples/python/main.py --follow",
  ],
};

/** Pages about a site with ERPNext; the others are about the shop of the demo. */
const OF_ERPNEXT = ['docs/tutorials/erpnext.md', 'docs/commands.md'];

/** What the reader of a page has before. */
const GIVEN: Readonly<Record<string, string>> = {
  'docs/commands.md': `mkdir src && echo '{ me { user } }' > src/user.graphql
    mkdir schema && cp "$ROOT/schema/gateway.graphql" schema`,
  'docs/files.md': 'echo Terms > terms.pdf',
  'docs/how-to/files.md': `echo Terms > terms-2.pdf
    FILE_NAME=$(curl "$GATEWAY_URL/graphql" -H 'Authorization: token key:secret' -H 'X-Requested-With: curl' \\
      -F operations='{"query": "mutation ($file: Upload!) { uploadFile(file: $file, attachTo: { doctype: \\"Shop Order\\", name: \\"SO-2026-00001\\" }) { file { name } } }", "variables": {"file": null}}' \\
      -F map='{"0": ["variables.file"]}' -F 0=@terms-2.pdf | sed 's/.*"name":"//; s/".*//')`,
  'docs/typed-client.md': 'export FRAPPE_URL=$SITE_URL FRAPPE_API_KEY=$KEY FRAPPE_API_SECRET=$SECRET',
};

const isListed = new Set(Object.values(NOT_RUN).flat());
const scripts = PAGES.filter((page) => !(page in PAGES_NOT_RUN)).flatMap((page) => {
  const script = pageScript(page, (command) => !isListed.has(command));
  return script === null ? [] : [[page, script] as const];
});

test('commands that are not run are in the docs', () => {
  const commands = PAGES.filter((page) => !(page in PAGES_NOT_RUN))
    .flatMap(codeBlocksOf)
    .flatMap(commandsIn);
  expect([...isListed].filter((command) => !commands.includes(command))).toEqual([]);
  const without = Object.keys(PAGES_NOT_RUN).filter((page) => pageScript(page, () => true) === null);
  expect(without).toEqual([]);
});

describe('the commands of', () => {
  let home: string;
  let apps: Record<string, AppFolder>;
  let shop: TestGateway;
  let erpnext: TestGateway;
  /** The groups of processes that the scripts of pages started. */
  const groups: number[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'reader-'));
    apps = {
      erpnext: writeErpnext(),
      frappe: writeApp([], { 'frappe/__init__.py': FRAPPE }),
      hrms: writeApp([doctypeOf('Job Opening', [['job_title', 'Data']])]),
      our_app: writeApp([doctypeOf('Machine', [['title', 'Data']])], { 'our_app/__init__.py': '' }),
      shopfloor: writeApp([], { 'shopfloor/__init__.py': METHOD }),
    };
    for (const bench of ['bench', 'frappe-bench']) {
      await mkdir(join(home, bench, 'apps'), { recursive: true });
      for (const [name, { path }] of Object.entries(apps)) await symlink(path, join(home, bench, 'apps', name));
    }
    shop = await startTestGateway({ scale: 'small' });
    erpnext = await startTestGateway({ doctypeFolders: [apps.erpnext?.path ?? ''] }, { METHODS_FILE: 'none' });
  });
  afterAll(async () => {
    await shop[Symbol.asyncDispose]();
    await erpnext[Symbol.asyncDispose]();
    for (const app of Object.values(apps)) app[Symbol.dispose]();
    await rm(home, { recursive: true });
  });

  afterEach(() => {
    for (const group of groups.splice(0)) {
      try {
        process.kill(-group, 'SIGKILL');
      } catch {
        // None of them is left.
      }
    }
  });

  test.each(scripts)('%s do what the page says', { timeout: 120_000 }, async (page, script) => {
    const { code, printed } = await run(page, `${GIVEN[page] ?? ''}\n${script}`);
    expect(code, printed).toBe(0);
    expect(printed).not.toContain('"errors":');
  });

  async function run(page: string, script: string): Promise<{ code: unknown; printed: string }> {
    const folder = await mkdtemp(join(home, 'page-'));
    await symlink(join(home, 'bench/apps'), join(folder, 'apps'));
    await symlink(join(ROOT, 'examples'), join(folder, 'examples'));
    const { gateway, site } = OF_ERPNEXT.includes(page) ? erpnext : shop;
    const [key = '', secret = ''] = site.authorization('gateway').replace('token ', '').split(':');
    const values = {
      'http://127.0.0.1:4000': gateway.url,
      'https://gateway.example.com': gateway.url,
      'http://127.0.0.1:8099': site.url,
      'https://erp.example.com': site.url,
      'token key:secret': site.authorization('carol'),
      '--key …': `--key ${key}`,
    };
    const filled = Object.entries(values).reduce((text, [from, to]) => text.replaceAll(from, to), script);
    // The machine may be busy.
    const env = { ...CHILD_ENV, FRAPPE_TIMEOUT_MS: '60000', HOME: home, ROOT, CLI, KEY: key, SECRET: secret };
    const child = spawn('bash', ['-c', `source ${join(ROOT, 'test/docs/reader-shell.bash')}\n${filled}`], {
      cwd: folder,
      env: { ...env, GATEWAY_URL: gateway.url, SITE_URL: site.url },
      // A group of its own, so that what it started ends with it.
      detached: true,
    });
    groups.push(child.pid ?? 0);
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk));
    const [code] = await once(child, 'close');
    return { code, printed };
  }
});

const FRAPPE =
  'def whitelist(allow_guest=False, xss_safe=False, methods=None):\n    return lambda function: function\n';
const METHOD = 'import frappe\n\n@frappe.whitelist()\ndef ping():\n    return "pong"\n';
