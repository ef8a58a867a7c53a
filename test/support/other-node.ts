import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const INSTALL_MS = 60_000;

/**
 * The program of another version of Node, which npm installs once below `.cache`.
 *
 * @returns the reason in place of a path if no registry can be reached.
 */
export async function findNode(version: string): Promise<{ path: string } | { missing: string }> {
  const folder = join(import.meta.dirname, '../../.cache', `node-${version}`);
  const path = join(folder, 'node_modules/node/bin/node');
  if (existsSync(path)) return { path };
  await mkdir(folder, { recursive: true });
  const args = ['install', '--prefix', folder, '--prefer-offline', '--no-save', `node@${version}`];
  try {
    await promisify(execFile)('npm', args, { timeout: INSTALL_MS });
    return { path };
  } catch (error) {
    const [line = ''] = String((error as { stderr?: unknown }).stderr ?? error).split('\n');
    return { missing: `Node ${version} could not be installed: ${line}` };
  }
}
