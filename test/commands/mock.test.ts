import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { doctypeOf, writeApp } from '../demo/app-folder.ts';
import { CHILD_ENV } from '../support/child-env.ts';
import { freePort } from '../support/free-port.ts';
import { CLI } from '../support/program.ts';

const YARD = [
  doctypeOf('Yard Slot', [
    ['lane', 'Link', { options: 'Yard Lane', reqd: 1 }],
    ['gate', 'Link', { options: 'Yard Gate' }],
  ]),
];
const LANES = [doctypeOf('Yard Lane', [['title', 'Data']])];

const USAGE = 'frappe-graphql mock FOLDER… [--version 14|15|16|17] [--port PORT] [--site-port PORT] [--data FOLDER]';

describe('frappe-graphql mock', () => {
  test.each([
    [[], 'mock: name the folder of at least one app.'],
    [['no/such/folder'], 'mock: "no/such/folder" is not a folder.'],
    [['docs'], 'There is no DocType JSON file below "docs".'],
    [['docs', '--version', '13'], 'mock: --version must be 14, 15, 16 or 17.'],
    [['docs', '--port', 'http'], 'mock: --port must be a number from 0 to 65535.'],
    [['docs', '--data', 'no/data'], 'mock: "no/data" is not a folder.'],
    [['docs', '--fast'], `"mock" does not have the option --fast. Usage: ${USAGE}`],
  ])('ends with one line and exit code 2 for %j', async (args, line) => {
    expect(await ended(start(args))).toEqual({ code: 2, stdout: '', stderr: `${line}\n` });
  });

  test('serves the DocTypes of two apps, says what it made up, and ends on SIGTERM', { timeout: 60_000 }, async () => {
    const folders = [YARD, LANES].map((doctypes) => writeApp(doctypes));
    const [port, sitePort] = [await freePort(), await freePort()];
    const ports = ['--port', String(port), '--site-port', String(sitePort)];
    const child = start([...folders.map(({ path }) => path), '--version', '17', ...ports]);
    using _all = { [Symbol.dispose]: () => void child.kill('SIGKILL') };
    const result = ended(child);
    const text = await printed(child, 'Ctrl+C ends both.');
    for (const folder of folders) folder[Symbol.dispose]();
    expect(text).toContain(`Mock site   http://127.0.0.1:${sitePort}  (Frappe v17)`);
    expect(text).toMatch(/Stand-ins for link targets that no folder has: Yard Gate$/m);
    const [, authorization = ''] = /"Authorization": "([^"]+)"/.exec(text) ?? [];
    const [, suggested = ''] = /And try:\n([\s\S]*?)\nsubscription/.exec(text) ?? [];
    expect(suggested).toMatch(/^\{\n {2}yardSlots\(first: 3\)/);
    const query = '{ yardSlots(first: 100) { totalCount nodes { lane { title } } } }';
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization, origin: 'https://app.example.com' },
      body: JSON.stringify({ query }),
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    const { yardSlots } = ((await response.json()) as { data: Record<string, { nodes: unknown[] }> }).data;
    expect(yardSlots).toMatchObject({ totalCount: 25 });
    expect(yardSlots?.nodes[0]).toEqual({ lane: { title: expect.stringMatching(/^Title \d+$/) } });
    child.kill('SIGTERM');
    expect((await result).code).toBe(0);
  });
});

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [CLI, 'mock', ...args], {
    env: { ...CHILD_ENV, CORS_ORIGINS: 'https://app.example.com' },
  });
}

async function ended(child: ChildProcess): Promise<{ code: number; stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => {
      texts[name] += chunk.toString();
    });
  }
  const [code] = await once(child, 'close');
  return { code: code as number, ...texts };
}

function printed(child: ChildProcess, end: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(end)) resolve(text);
    });
    child.on('exit', (code) => reject(new Error(`The command ended with code ${code}: ${text}`)));
  });
}
