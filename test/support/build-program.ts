import { copyFileSync, globSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { buildPage } from '../../graphiql/build.ts';
import configs from '../../rolldown.config.ts';
import { CLI, PROGRAM } from './program.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Builds the page of GraphiQL, and the program for the processes that tests start, where a source has changed. */
export default async function buildProgram(): Promise<void> {
  await buildPage();
  const sources = globSync(['{src,demo,graphiql}/**/*', 'package*.json', 'rolldown.config.ts'], { cwd: ROOT });
  const builtAt = statSync(CLI, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (sources.every((path) => statSync(join(ROOT, path)).mtimeMs < builtAt)) return;
  mkdirSync(PROGRAM, { recursive: true });
  copyFileSync(join(ROOT, 'package.json'), join(PROGRAM, 'package.json'));
  for (const config of configs)
    await build({ ...config, cwd: ROOT, logLevel: 'silent', output: { ...config.output, dir: join(PROGRAM, 'dist') } });
}
