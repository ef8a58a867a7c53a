import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { CHILD_ENV } from '../support/child-env.ts';
import { CLI } from '../support/program.ts';

const FULL = '/dev/full';
const COMMANDS = [['help'], ['--version'], ['help', 'start']];

describe('a command whose output cannot be written', () => {
  test.skipIf(!existsSync(FULL)).each(COMMANDS)('says so if the disk is full: %j', async (...args) => {
    const shell = ['-c', `exec "$@" > ${FULL}`, 'sh', process.execPath, CLI, ...args];
    const child = spawn('sh', shell, { env: CHILD_ENV, stdio: ['ignore', 'ignore', 'pipe'] });
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect([code, stderr]).toEqual([1, 'Standard output cannot be written: ENOSPC: no space left on device, write\n']);
  });

  test('says so if nobody reads it', async () => {
    const child = spawn(process.execPath, [CLI, 'help'], { env: CHILD_ENV, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect([code, stderr]).toEqual([1, 'Standard output cannot be written: write EPIPE\n']);
  });
});
