import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

let folder: string;
let files: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packed-client-'));
  for (const path of ['client', 'tsconfig.json']) await cp(join(ROOT, path), join(folder, path), { recursive: true });
  await rm(join(folder, 'client/dist'), { recursive: true, force: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}` };
  const args = ['pack', '--json', '--loglevel=error'];
  const { stdout } = await run('npm', args, { cwd: join(folder, 'client'), env });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [{ files: { path: string }[] }];
  files = packed.files.map(({ path }) => path);
});
afterAll(() => rm(folder, { recursive: true }));

test('the client package has its code, its types and the files for a reader', () => {
  const others = files.filter((path) => !/^dist\/(src|react|vue)\/[\w-]+\.(js|d\.ts)$/.test(path));
  expect(others.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
});

test('the client package has the version of the gateway', async () => {
  const { version } = JSON.parse(await readFile(join(ROOT, 'client/package.json'), 'utf8'));
  expect(version).toBe(manifest.version);
});

test('each entry of the client package can be imported, and brings no framework but its own', async () => {
  const { exports, dependencies, peerDependencies } = JSON.parse(
    await readFile(join(folder, 'client/package.json'), 'utf8'),
  ) as { exports: Record<string, string>; dependencies: object; peerDependencies: object };
  for (const [entry, path] of Object.entries(exports)) {
    expect(Object.keys(await import(join(folder, 'client', path)))).not.toEqual([]);
    expect(files).toContain(path.replace('./', '').replace('.js', '.d.ts'));
    const room = entry === '.' ? 'src' : entry.slice(2);
    const texts = files
      .filter((file) => file.startsWith(`dist/${room}/`))
      .map((file) => readFile(join(folder, 'client', file), 'utf8'));
    const imported = (await Promise.all(texts)).flatMap((text) =>
      [...text.matchAll(/from '([^'.][^']*)'/g)].map((match) => match[1] ?? ''),
    );
    const known = Object.keys({ ...dependencies, ...peerDependencies });
    expect(imported.filter((name) => !known.includes(name))).toEqual([]);
    const foreign = ['react', 'vue'].filter((framework) => framework !== room);
    expect(imported.filter((name) => foreign.some((framework) => name.includes(framework)))).toEqual([]);
  }
});
