import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Manifest {
  version: string;
  exports: Record<string, string>;
  dependencies?: Record<string, string>;
  peerDependencies: Record<string, string>;
}

let top: string;

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'packed-client-'));
  for (const path of ['client', 'tsconfig.json']) await cp(join(ROOT, path), join(top, path), { recursive: true });
  for (const path of ['', 'react', 'vue'])
    await rm(join(top, 'client', path, 'dist'), { recursive: true, force: true });
  await symlink(join(ROOT, 'node_modules'), join(top, 'node_modules'));
});
afterAll(() => rm(top, { recursive: true }));

describe.each(['client', 'client/react', 'client/vue'])('the package of %s', (path) => {
  let files: string[];
  let packed: Manifest;

  beforeAll(async () => {
    const { stdout } = await run('npm', ['pack', '--json', '--loglevel=error'], { cwd: join(top, path) });
    const [tarball] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [{ files: { path: string }[] }];
    files = tarball.files.map((file) => file.path);
    packed = JSON.parse(await readFile(join(top, path, 'package.json'), 'utf8'));
  });

  test('has its code, its types and the files for a reader', () => {
    const others = files.filter((file) => !/^dist\/[\w-]+\.(js|d\.ts)$/.test(file));
    expect(others.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
    for (const entry of Object.values(packed.exports)) {
      expect(files).toContain(entry.slice(2));
      expect(files).toContain(entry.slice(2).replace('.js', '.d.ts'));
    }
  });

  test('has the version of the gateway, and asks for the same of the client', () => {
    expect(packed.version).toBe(manifest.version);
    expect([undefined, `^${manifest.version}`]).toContain(packed.peerDependencies['frappe-graphql-client']);
  });

  test('imports what it names, and nothing else', async () => {
    const texts = await Promise.all(
      files.filter((file) => file.startsWith('dist/')).map((file) => readFile(join(top, path, file), 'utf8')),
    );
    const imported = texts.flatMap((text) => [...text.matchAll(/from '([^'.][^']*)'/g)].map((match) => match[1] ?? ''));
    const named = Object.keys({ ...packed.dependencies, ...packed.peerDependencies });
    expect([...new Set(imported)].sort()).toEqual(named.sort());
  });
});

test('the core runs on Node as it is packed', async () => {
  const core = JSON.stringify(join(top, 'client/dist/index.js'));
  const script = `const { createClient } = await import(${core}); console.log(Object.keys(createClient()).join())`;
  expect((await run(process.execPath, ['-e', script])).stdout).toMatch(/^query,mutate,subscribe,upload,/);
});
