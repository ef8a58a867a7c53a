import { execFile } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

const PACKAGES = { 'frappe-graphql-client': '', 'frappe-graphql-react': 'react', 'frappe-graphql-vue': 'vue' } as const;

/** Builds the client packages as `npm pack` does, and installs them into a project below the checkout. */
export async function installClientPackages(project: string): Promise<void> {
  const sources = join(project, '.packages');
  await cp(join(ROOT, 'client'), join(sources, 'client'), { recursive: true });
  await cp(join(ROOT, 'tsconfig.json'), join(sources, 'tsconfig.json'));
  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  for (const config of ['tsconfig.json', 'react/tsconfig.build.json', 'vue/tsconfig.build.json'])
    await run(tsc, ['-p', join(sources, 'client', config)]);
  await mkdir(join(project, 'node_modules'), { recursive: true });
  for (const [name, path] of Object.entries(PACKAGES))
    await symlink(join(sources, 'client', path), join(project, 'node_modules', name));
}
