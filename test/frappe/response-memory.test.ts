import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const MIB = 1024 * 1024;
const PROGRAM = `
  const { measureHeap } = await import('./src/frappe/response-memory.ts');
  const { getHeapStatistics } = await import('node:v8');
  console.log(getHeapStatistics().heap_size_limit - measureHeap().limit);
`;

/** @returns the MiB of the heap's limit that are left to new objects. */
async function youngLimit(options: readonly string[], NODE_OPTIONS: string): Promise<number> {
  const parts = [...options, '--input-type=module', '--eval', PROGRAM];
  const { stdout } = await promisify(execFile)(process.execPath, parts, { env: { ...process.env, NODE_OPTIONS } });
  return Number(stdout) / MIB;
}

describe('the heap that responses may use', () => {
  test.each([
    { options: ['--max-semi-space-size=32'], nodeOptions: '' },
    { options: [], nodeOptions: '--max-semi-space-size=32' },
    { options: ['--max_semi_space_size=32'], nodeOptions: '' },
  ])('leaves out the space of new objects: $options $nodeOptions', async ({ options, nodeOptions }) => {
    expect(await youngLimit(options, nodeOptions)).toBe(96);
  });
});
