import { copyFileSync, cpSync, globSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { buildPage } from '../../graphiql/build.ts';
import configs from '../../rolldown.config.ts';
import { CLI, PROGRAM } from './program.ts';

const ROOT = join(import.meta.dirname, '../..');

/**
 * Builds the page of GraphiQL, and the program for the processes that tests start, where a source has changed. What
 * `npm run build` has just built is copied.
 */
export default async function buildProgram(): Promise<void> {
  await buildPage();
  const sources = globSync(['{src,demo,graphiql}/**/*', 'package*.json', 'rolldown.config.ts'], { cwd: ROOT });
  const changedAt = Math.max(...sources.map((path) => statSync(join(ROOT, path)).mtimeMs));
  const isUpToDate = (path: string) => changedAt < (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (isUpToDate(CLI)) return;
  mkdirSync(PROGRAM, { recursive: true });
  copyFileSync(join(ROOT, 'package.json'), join(PROGRAM, 'package.json'));
  if (isUpToDate(join(ROOT, 'dist/cli.js'))) {
    rmSync(join(PROGRAM, 'dist'), { recursive: true, force: true });
    return cpSync(join(ROOT, 'dist'), join(PROGRAM, 'dist'), { recursive: true });
  }
  for (const config of configs)
    await build({ ...config, cwd: ROOT, logLevel: 'silent', output: { ...config.output, dir: join(PROGRAM, 'dist') } });
}
