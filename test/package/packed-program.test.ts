import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import simulator from '../../demo/package.json' with { type: 'json' };
import manifest from '../../package.json' with { type: 'json' };
import { writeApp } from '../demo/app-folder.ts';
import { freePort } from '../support/free-port.ts';
import { findNode } from '../support/other-node.ts';
import { type PackedProgram, packAndInstall } from '../support/packed.ts';

const MAX_TARBALL_BYTES = 6_000_000;

/** The oldest that is supported, and that of the tests. */
const OLDEST = manifest.engines.node.replace('>=', '');
const oldest = await findNode(OLDEST);
const NODES = [{ version: process.versions.node, path: process.execPath, missing: '' }].concat(
  'path' in oldest
    ? [{ version: OLDEST, path: oldest.path, missing: '' }]
    : [{ version: OLDEST, path: '', missing: oldest.missing }],
);

let program: PackedProgram;

beforeAll(async () => {
  program = await packAndInstall();
});

afterAll(() => program[Symbol.asyncDispose]());

describe('the package', () => {
  test('has the bundle and the files for a reader, and nothing else', () => {
    const parts =
      /^(bin\/\S+\.cjs|dist\/(\S+\.(js|json|wasm)|codegen\.d\.ts|graphiql\/\S+\.(css|svg|ttf)|demo\/images\/\S+\.zst))$/;
    const others = program.files.filter((path) => !parts.test(path));
    const pictures = [...read('README.md').matchAll(/src(?:set)?="\.\/([^"]+)"/g)].map(([, path = '']) => path);
    expect(others.sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist/licenses.txt', 'package.json', ...pictures].sort(),
    );
    expect(program.size).toBeLessThan(MAX_TARBALL_BYTES);
  });

  test('imports nothing from outside that is not one of its dependencies', () => {
    const { dependencies, peerDependencies } = manifest as {
      dependencies?: Record<string, string>;
      peerDependencies?: Record<string, string>;
    };
    // The page of GraphiQL is for browsers, and writes code that imports the client packages.
    const scripts = program.files.filter((path) => /^dist\/(?!graphiql\/).*\.js$/.test(path)).map(read);
    const imported = scripts.flatMap((text) =>
      [...text.matchAll(/^(?:import|export)\b[^'"]*?from ["']([^'".][^'"]*)["']/gm)].map((match) => match[1] ?? ''),
    );
    const packages = new Set(imported.filter((name) => !name.startsWith('node:') && !isOfNode(name)));
    expect(packages).toEqual(new Set(Object.keys({ ...dependencies, ...peerDependencies })));
  });

  test('names the licences of everything in the bundle, and lists it for scanners', () => {
    const text = read('dist/licenses.txt');
    const { components } = JSON.parse(read('dist/bundled.cdx.json')) as { components: { purl: string }[] };
    const purls = components.map(({ purl }) => purl);
    for (const name of ['@pothos/core', '@graphiql/react'] as const)
      expect(purls).toContain(`pkg:npm/${name.replace('@', '%40')}@${manifest.devDependencies[name]}`);
    expect(purls).toHaveLength(text.match(/^\S+ \d\S+ \(\S+\)$/gm)?.length ?? 0);
    for (const name of ['graphql', 'undici', 'web-tree-sitter', 'tree-sitter-python'])
      expect(text).toMatch(new RegExp(`^${name} ${manifest.devDependencies[name as 'graphql']} \\(MIT\\)$`, 'm'));
    expect(text).toContain(`\nsocket.io ${simulator.dependencies['socket.io']} (MIT)\n`);
  });

  test.each(['0.10.48', '20.20.2', '22.18.9'])('says in one line what Node %s lacks', async (version) => {
    const guard = join(program.folder, 'node_modules/frappe-graphql/bin/frappe-graphql.cjs');
    expect(read('bin/frappe-graphql.cjs')).not.toMatch(/\b(const|let|class|async)\b|=>|`|,\s*\)/);
    const asOld = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require(${JSON.stringify(guard)})`;
    const { code, stdout, stderr } = await ended(spawn(process.execPath, ['-e', asOld]));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `frappe-graphql needs Node ${OLDEST} or later; this is Node ${version}. Install Node 24 (https://nodejs.org), or run: npx -p node@24 -p frappe-graphql frappe-graphql\n`,
    );
  });
});

describe.each(NODES)('the installed program on Node $version', ({ path, missing }) => {
  const title = (text: string) => (missing === '' ? text : `${text} (skipped: ${missing})`);

  test.skipIf(missing)(title('prints its help and its version'), async () => {
    expect(await ended(start(path, ['--version']))).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
    const { code, stdout } = await ended(start(path, ['--help']));
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^ {2}demo +start a demo site/m)]);
  });

  test.skipIf(missing)(
    title('starts the demo, a gateway in front of its site, and the doctor'),
    { timeout: 60_000 },
    async () => {
      const [port, sitePort] = [await freePort(), await freePort()];
      const demo = start(path, ['demo', '--port', String(port), '--site-port', String(sitePort)]);
      const demoEnded = ended(demo);
      using _demo = killing(demo);
      const text = await printed(demo, 'Ctrl+C ends both.');
      expect(await countOrders(`http://127.0.0.1:${port}`, credentialOf(text, 'carol'))).toBeGreaterThan(5_000);
      const page = await fetch(`http://127.0.0.1:${port}/graphql`, { headers: { accept: 'text/html' } });
      expect(await page.text()).toContain('GraphiQL');

      const [key, secret] = credentialOf(text, 'gateway').replace('token ', '').split(':');
      const lines = [`FRAPPE_URL=http://127.0.0.1:${sitePort}`, `FRAPPE_API_KEY=${key}`, `FRAPPE_API_SECRET=${secret}`];
      await writeFile(join(program.folder, '.env'), [...lines, 'PORT=0', 'DRAIN_DELAY_SECONDS=0', ''].join('\n'));
      const gateway = start(path, ['start']);
      const gatewayEnded = ended(gateway);
      using _gateway = killing(gateway);
      const [, url = ''] = /"url":"([^"]+)"/.exec(await printed(gateway, '"ready"')) ?? [];
      expect(await countOrders(url, credentialOf(text, 'carol'))).toBeGreaterThan(5_000);
      gateway.kill('SIGTERM');
      expect(await gatewayEnded).toMatchObject({ code: 0, stderr: '' });

      const { stdout } = await ended(start(path, ['doctor']));
      expect(stdout).toContain('the service account is gateway@example.com');
      demo.kill('SIGTERM');
      expect(await demoEnded).toMatchObject({ code: 0, stderr: '' });
      await Promise.all(['.env', '.cache'].map((file) => rm(join(program.folder, file), { recursive: true })));
    },
  );

  test.skipIf(missing)(title('scans apps with the parser that is in the package'), async () => {
    const source = 'import frappe\n\n@frappe.whitelist()\ndef add(a: int):\n    return a\n';
    using app = writeApp([], { 'yard/hooks.py': '', 'yard/__init__.py': '', 'yard/api.py': source });
    const out = join(app.path, 'new/methods.json');
    const { code, stderr } = await ended(start(path, ['methods', 'scan', app.path, '--out', out]));
    expect([code, stderr]).toEqual([0, expect.stringContaining('1 function')]);
  });
});

function read(path: string): string {
  return readFileSync(join(program.folder, 'node_modules/frappe-graphql', path), 'utf8');
}

/** Old spellings of Node's own modules. */
function isOfNode(name: string): boolean {
  return process.getBuiltinModule(name) !== undefined;
}

/** As a shell does: the first line of the program asks for the Node that is first on the path. */
function start(node: string, args: readonly string[]): ChildProcess {
  const env = { PATH: `${dirname(node)}:/usr/bin:/bin`, NODE_COMPILE_CACHE: join(program.folder, '../compiled') };
  return spawn(program.bin, args, { cwd: program.folder, env });
}

function killing(child: ChildProcess): Disposable {
  return { [Symbol.dispose]: () => void child.kill('SIGKILL') };
}

async function ended(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => {
      texts[name] += chunk.toString();
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}

function printed(child: ChildProcess, end: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes(end)) resolve(text);
      });
    }
    child.on('exit', (code) => reject(new Error(`The command ended with code ${code}: ${text}`)));
  });
}

function credentialOf(text: string, user: string): string {
  return new RegExp(`"Authorization": "([^"]+)" } +${user}`).exec(text)?.[1] ?? '';
}

async function countOrders(url: string, authorization: string): Promise<number> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: '{ shopOrders { totalCount } }' }),
  });
  return ((await response.json()) as { data: { shopOrders: { totalCount: number } } }).data.shopOrders.totalCount;
}
