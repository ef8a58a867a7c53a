import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import type { DemoUserName } from '../../demo/seed/demo-users.ts';
import { CHILD_ENV } from '../support/child-env.ts';
import { CLI } from '../support/program.ts';

let folder: string;
let site: DemoSite;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'init-'));
  site = await startDemoSite();
});

afterEach(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

describe('init', () => {
  test('tries the account, writes both files, and the doctor then reads them', async () => {
    const { key, secret } = credentialOf('gateway');
    const args = ['--url', site.url, '--key', key, '--follow', 'Shop Order, Shop Tag'];
    const { code, stdout, stderr } = await run(['init', ...args], { FRAPPE_API_SECRET: secret });
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toContain('ok   the service account is gateway@example.com');
    expect(lines.slice(-2)).toEqual(['Wrote .env and gateway.config.json.', 'next: frappe-graphql start']);
    const settings = await readFile(join(folder, '.env'), 'utf8');
    expect(settings.split('\n')).toEqual([
      '# Settings of the gateway, with secrets: keep this file out of version control.',
      `FRAPPE_URL=${site.url}`,
      `FRAPPE_API_KEY=${key}`,
      `FRAPPE_API_SECRET=${secret}`,
      'SCHEMA_CONFIG_FILE=gateway.config.json',
      expect.stringMatching(/^WEBHOOK_SECRET=[0-9a-f]{64}$/),
      '',
    ]);
    expect((await stat(join(folder, '.env'))).mode & 0o777).toBe(0o600);
    const config = JSON.parse(await readFile(join(folder, 'gateway.config.json'), 'utf8'));
    expect(config).toMatchObject({ events: { doctypes: ['Shop Order', 'Shop Tag'] } });
    expect((await run(['doctor'])).stdout).toContain('ok   the service account may read DocType, Shop Order, Shop Tag');
  });

  test('reads secrets from files, and leaves them there', async () => {
    const { key, secret } = credentialOf('gateway');
    const [keyFile, secretFile] = [join(folder, 'key'), join(folder, 'secret')];
    await writeFile(keyFile, key);
    await writeFile(secretFile, `${secret}\n`);
    const files = { FRAPPE_API_KEY_FILE: keyFile, FRAPPE_API_SECRET_FILE: secretFile };
    expect(await run(['init', '--url', site.url], files)).toMatchObject({ code: 0, stderr: '' });
    const settings = await readFile(join(folder, '.env'), 'utf8');
    expect(settings.split('\n')).toEqual(
      expect.arrayContaining([`FRAPPE_API_KEY_FILE=${keyFile}`, `FRAPPE_API_SECRET_FILE=${secretFile}`]),
    );
    expect(settings).not.toContain(key);
    expect(settings).not.toContain(secret);
    expect((await run(['doctor'])).stdout).toContain('ok   the service account is gateway@example.com');
    // An option wins over the file.
    const wrong = await run(['init', '--url', site.url, '--secret', 'wrong', '--force'], files);
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringMatching(/^FRAPPE_API_KEY, FRAPPE_API_SECRET: /)]);
    const missing = await run(['init', '--url', site.url, '--force'], { ...files, FRAPPE_API_KEY_FILE: 'none' });
    expect(missing).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^FRAPPE_API_KEY_FILE: none does not exist\./),
    });
  });

  test('prints its result as JSON, and ends with 1 if a right is missing', async () => {
    const given = (user: DemoUserName) => {
      const { key, secret } = credentialOf(user);
      return ['init', '--url', site.url, '--key', key, '--secret', secret, '--force', '--json'];
    };
    const fine = await run(given('gateway'));
    expect([fine.code, fine.stderr]).toEqual([0, '']);
    const printed = JSON.parse(fine.stdout);
    expect(printed).toMatchObject({ files: ['.env', 'gateway.config.json'], next: 'frappe-graphql start' });
    expect(printed.findings).toContainEqual({
      level: 'ok',
      text: 'the service account is gateway@example.com',
      subjects: [],
      fix: null,
    });
    const lacking = await run(given('alice'));
    expect([lacking.code, lacking.stderr]).toEqual([1, '1 check failed.\n']);
    expect(JSON.parse(lacking.stdout).next).toMatch(/^give the service account its rights/);
  });

  test('says which rights the account lacks, and how to give them', async () => {
    const { key, secret } = credentialOf('alice');
    const { code, stdout, stderr } = await run(['init', '--url', site.url, '--key', key, '--secret', secret]);
    expect([code, stderr]).toEqual([1, '1 check failed.\n']);
    expect(stdout).toMatch(
      /^FAIL the service account is not allowed to read DocType: .*\n {5}fix: on the site, open \/app\/user → the service account → Roles & Permissions, and tick the role System Manager/m,
    );
    expect(stdout).toMatch(/^warn the service account .* read Webhook: webhooks sync cannot set up webhooks$/m);
    expect(stdout).toMatch(/^next: give the service account its rights as described above/m);
    expect((await readdir(folder)).sort()).toEqual(['.env', 'gateway.config.json']);
  });

  test.each([
    ['no answer', [], 'init: --url is missing, and there is no terminal to ask on.', 2],
    [
      'a wrong address',
      ['--url', 'erp', '--key', 'k', '--secret', 's'],
      'FRAPPE_URL: must be an http or https address.',
      1,
    ],
    ['a wrong secret', ['--secret', 'wrong'], 'FRAPPE_API_KEY, FRAPPE_API_SECRET: ', 1],
    [
      'an unknown DocType',
      ['--follow', 'Shop Ordre'],
      'init: --follow: "Shop Ordre" is not a DocType of the site. Did you mean Shop Order?',
      2,
    ],
  ])('writes nothing for %s', async (name, args, line, expected) => {
    const isInEnvironment = name === 'a wrong secret' || name === 'an unknown DocType';
    const { key, secret } = credentialOf('gateway');
    const ofSite = { FRAPPE_URL: site.url, FRAPPE_API_KEY: key, FRAPPE_API_SECRET: secret };
    const { code, stderr } = await run(['init', ...args], isInEnvironment ? ofSite : {});
    expect([code, stderr.split('\n')]).toEqual([expected, [expect.stringContaining(line), '']]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('replaces files with --force only', async () => {
    const { key, secret } = credentialOf('gateway');
    await writeFile(join(folder, '.env'), 'MAX_PAGE_SIZE=7\n');
    const args = ['init', '--url', site.url, '--key', key, '--secret', secret];
    const { code, stderr } = await run(args);
    expect([code, stderr]).toEqual([2, 'init: .env exists. --force replaces it.\n']);
    expect(await readFile(join(folder, '.env'), 'utf8')).toBe('MAX_PAGE_SIZE=7\n');
    expect((await run([...args, '--force'])).code).toBe(0);
    expect(await readFile(join(folder, '.env'), 'utf8')).toContain('FRAPPE_URL=');
  });

  const withoutTerminal = hasScript() ? '' : ' (skipped: there is no program "script" that makes a terminal)';

  test.skipIf(withoutTerminal)(`asks on a terminal, and does not show the secret${withoutTerminal}`, async () => {
    const { key, secret } = credentialOf('gateway');
    site.fault = () => ({ delayMs: 250 });
    const child = spawn('script', ['-qefc', `${process.execPath} ${CLI} init`, '/dev/null'], {
      cwd: folder,
      env: { ...CHILD_ENV, TERM: 'xterm' },
    });
    let text = '';
    const answers: [RegExp, string][] = [
      [/erp\.example\.com:/, site.url],
      [/API key:/, key],
      [/not shown\):/, secret],
    ];
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (answers[0]?.[0].test(text)) child.stdin.write(`${answers.shift()?.[1]}\r`);
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(text).toContain('next: frappe-graphql start');
    expect(text).not.toContain(secret);
    // Long work shows how far it is, and nothing of it is left.
    expect(text).toContain('\r\u001b[KReading the model of the site: ');
    expect(text).toContain(' s\r\u001b[K\u001b[32mok');
    expect(text).toContain('\u001b[32mok  \u001b[39m');
    expect(await readFile(join(folder, '.env'), 'utf8')).toContain(`FRAPPE_API_SECRET=${secret}`);
  });
});

function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

function credentialOf(user: DemoUserName): { key: string; secret: string } {
  const [key = '', secret = ''] = site.authorization(user).replace('token ', '').split(':');
  return { key, secret };
}

function run(args: readonly string[], env = {}): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...CHILD_ENV, ...env } };
    const child = execFile(process.execPath, [CLI, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
    child.stdin?.end();
  });
}
