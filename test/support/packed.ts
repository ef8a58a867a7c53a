import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

/** The files of a clone that make the package. The page of GraphiQL is built already; it is newer if it comes last. */
const SOURCES = [
  ...['package.json', 'tsconfig.json', 'rolldown.config.ts', 'README.md', 'LICENSE', 'CHANGELOG.md', 'schema'],
  ...['bin', 'src', 'demo', 'graphiql', 'docs', '.cache/graphiql'],
];

/** The package as `npm pack` makes it, installed into an empty folder. */
export interface PackedProgram extends AsyncDisposable {
  /** The folder, which has nothing else in it. */
  readonly folder: string;
  /** The program as npm links it. */
  readonly bin: string;
  /** Paths in the tarball. */
  readonly files: readonly string[];
  /** Bytes of the tarball. */
  readonly size: number;
}

/** Packs a copy of the checkout, so that no `dist` of it counts, and installs the tarball without a network. */
export async function packAndInstall(): Promise<PackedProgram> {
  const top = await mkdtemp(join(tmpdir(), 'packed-'));
  const [clone, folder] = [join(top, 'clone'), join(top, 'user')];
  await Promise.all([mkdir(clone), mkdir(folder)]);
  for (const path of SOURCES) await cp(join(ROOT, path), join(clone, path), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  const packed = await npm(clone, 'pack', '--json', '--loglevel=error');
  const [{ filename, size, files }] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [PackedJson];
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  await npm(folder, 'install', '--offline', '--no-audit', '--no-fund', join(clone, filename));
  return {
    folder,
    bin: join(folder, 'node_modules/.bin/frappe-graphql'),
    files: files.map(({ path }) => path),
    size,
    [Symbol.asyncDispose]: () => rm(top, { recursive: true }),
  };
}

interface PackedJson {
  filename: string;
  size: number;
  files: { path: string }[];
}

/** Nothing of the npm that runs the tests reaches this one. */
async function npm(cwd: string, ...args: string[]): Promise<string> {
  const { PATH = '', HOME = tmpdir() } = process.env;
  const { stdout } = await promisify(execFile)('npm', args, { cwd, env: { PATH, HOME }, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
