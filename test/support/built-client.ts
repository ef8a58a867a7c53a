import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

const PACKAGES = { 'frappe-graphql-client': '', 'frappe-graphql-react': 'react', 'frappe-graphql-vue': 'vue' } as const;

/** The client packages, as `npm pack` makes them. */
export interface ClientPackages extends AsyncDisposable {
  /** Installs them into a project below the checkout. */
  installIn(project: string): Promise<void>;
}

/** Builds the client packages, for all projects of a test. */
export async function buildClientPackages(): Promise<ClientPackages> {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  const sources = await mkdtemp(join(ROOT, '.cache/packages-'));
  await cp(join(ROOT, 'client'), join(sources, 'client'), { recursive: true });
  await cp(join(ROOT, 'tsconfig.json'), join(sources, 'tsconfig.json'));
  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  for (const config of ['tsconfig.json', 'react/tsconfig.build.json', 'vue/tsconfig.build.json'])
    await run(tsc, ['-p', join(sources, 'client', config)]);
  const installIn = async (project: string) => {
    await mkdir(join(project, 'node_modules'), { recursive: true });
    for (const [name, path] of Object.entries(PACKAGES))
      await symlink(join(sources, 'client', path), join(project, 'node_modules', name));
  };
  // They import each other.
  await installIn(sources);
  return { installIn, [Symbol.asyncDispose]: () => rm(sources, { recursive: true }) };
}
