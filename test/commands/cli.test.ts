import { execFile } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { CHILD_ENV } from '../support/child-env.ts';

describe('the program', () => {
  test('lists its commands', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^frappe-graphql serve +start the gateway \(the default\)$/m);
    expect(stdout).toMatch(/^frappe-graphql schema print \[--out FILE\] +print the site's schema as sorted SDL$/m);
  });

  test.each([
    [['nothing'], 'Unknown command "nothing".'],
    [['schema', 'report', '--out', 'x'], '"schema report" does not have the option --out.'],
    [['serve', '--fast'], "Unknown option '--fast'"],
  ])('ends with one line for %o', async (args, line) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(line);
    expect(stderr).not.toContain('    at ');
  });
});

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['src/cli.ts', ...args], { env: { ...CHILD_ENV } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
