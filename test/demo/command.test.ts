import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CHILD_ENV } from '../support/child-env.ts';

const MAIN = join(import.meta.dirname, '../../demo/main.ts');

describe('frappe-site-simulator', () => {
  test('prints its options', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    for (const option of ['version', 'port', 'host', 'scale', 'doctypes', 'data', 'database', 'help'])
      expect(stdout).toContain(`  --${option} `);
  });

  test.each([
    [['--prot', '3'], "Unknown option '--prot'. Try --help."],
    [['site'], "Unexpected argument 'site'. Try --help."],
    [['--version', '13'], '--version must be one of 14, 15, 16, 17.'],
    [['--port', 'any'], '--port must be a number from 0 to 65535.'],
    [['--port', '65536'], '--port must be a number from 0 to 65535.'],
    [['--data', 'docs'], '--data needs --doctypes.'],
    [['--doctypes', 'nowhere'], '"nowhere" is not a folder.'],
    [['--scale', 'huge'], '--scale must be small or full.'],
    [['--doctypes', 'docs'], 'There is no DocType JSON file below "docs".'],
  ])('ends with one line and exit code 2 for %j', async (args, line) => {
    expect(await run(...args)).toEqual({ code: 2, stdout: '', stderr: `${line}\n` });
  });

  test('starts a site that its users can read', async () => {
    const child = spawn(process.execPath, [MAIN, '--port', '0', '--scale', 'small', '--version', '17'], {
      env: CHILD_ENV,
    });
    using _child = { [Symbol.dispose]: () => void child.kill('SIGKILL') };
    let text = '';
    for await (const chunk of child.stdout) {
      text += String(chunk);
      if (text.includes('administrator')) break;
    }
    const url = /http:\S+/.exec(text)?.[0];
    const authorization = /carol +Authorization: (.*?) {3}/.exec(text)?.[1] ?? '';
    const answer = await fetch(`${url}/api/method/frappe.auth.get_logged_user`, { headers: { authorization } });
    expect(await answer.json()).toEqual({ message: 'carol@example.com' });
  });
});

async function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: CHILD_ENV });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      texts[name] += chunk.toString();
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}
