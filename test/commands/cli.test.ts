import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { runCommand } from '../../src/commands/run-command.ts';
import { ConfigError } from '../../src/errors.ts';
import { toExitCode } from '../../src/serve.ts';
import { CHILD_ENV } from '../support/child-env.ts';
import { CLI } from '../support/program.ts';

const COMMANDS = [
  'start',
  'demo',
  'init',
  'doctor',
  'schema print',
  'schema diff',
  'schema check',
  'schema report',
  'codegen init',
  'codegen slice',
  'codegen zod',
  'operations report',
  'methods scan',
  'methods discover',
  'webhooks sync',
  'mock',
  'help',
];

describe('the program', () => {
  test.each([['--help'], ['-h'], ['help'], []])('lists its commands for %j', async (...args: string[]) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stderr]).toEqual([0, '']);
    const listed = [...stdout.matchAll(/^ {2}((?:[a-z]+ ?)+[a-z])/gm)].map((match) => match[1]);
    expect(listed).toEqual(COMMANDS);
  });

  test('prints its version', async () => {
    expect(await runProgram(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  test.each(COMMANDS)('describes "%s" for --help and for help', async (name) => {
    const asked = await run([...name.split(' '), '--help']);
    expect(asked.code).toBe(0);
    expect(asked.stdout).toMatch(new RegExp(`^frappe-graphql ${name}`));
    expect(asked.stdout).toMatch(/^Exit codes: 0 if all is well, 1 for .+, 2 if the command was called wrongly\.$/m);
    expect(await run(['help', ...name.split(' ')])).toEqual(asked);
  });

  test('lists the commands of a group', async () => {
    const { code, stdout } = await run(['methods', '--help']);
    expect(await run(['help', 'methods'])).toEqual({ code, stdout, stderr: '' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}methods scan PATH… +find .*\n {2}methods discover +ask /m);
    expect(stdout).not.toContain('  doctor');
  });

  test('ends with one line and exit code 2 as a process', async () => {
    const stderr = 'Unknown command "strat". Did you mean start?\n';
    expect(await runProgram(['strat'])).toEqual({ code: 2, stdout: '', stderr });
  });

  test.each([
    [['nothing'], 'Unknown command "nothing". --help lists the commands.'],
    [['strat'], 'Unknown command "strat". Did you mean start?'],
    [['schema', 'prnt'], 'Unknown command "schema prnt". Did you mean schema print?'],
    [['sync'], 'Unknown command "sync". Did you mean webhooks sync?'],
    [['print'], 'Unknown command "print". Did you mean schema print?'],
    [['start', '--port', '5000'], '"start" does not have the option --port. Set the environment variable PORT, or'],
    [['demo', '--port', '99999'], 'demo: --port must be a number from 0 to 65535.'],
    [['methods'], '"methods" needs a second word: scan, discover.'],
    [['help', 'docter'], 'Unknown command "docter". Did you mean doctor?'],
    [['--json', 'doctor'], 'Name a command before --json. --help lists the commands.'],
    [['webhooks', 'sync', '--dryrun'], '"webhooks sync" does not have the option --dryrun. Did you mean --dry-run?'],
    [['schema', 'report', '--out', 'x'], '"schema report" does not have the option --out.'],
    [['start', 'now'], '"start" takes no argument "now". Usage: frappe-graphql start'],
    [['schema', 'print', '--out'], '--out needs a value. Usage: frappe-graphql schema print'],
    [['doctor', '--json=1'], '--json does not take a value. Usage: frappe-graphql doctor [--json]'],
    [['demo', '--version', 'v15'], 'demo: --version must be 14, 15, 16 or 17.'],
    [['mock'], 'mock: name the folder of at least one app.'],
    [['methods', 'scan'], 'methods scan: the folder of at least one app is missing.'],
  ])('ends with one line and exit code 2 for %j', async (args, line) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.split('\n')).toEqual([expect.stringContaining(line), '']);
  });

  test('reads settings from a file .env in its folder, below those of the environment', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'cli-'));
    await writeFile(join(cwd, '.env'), '# settings\nFRAPPE_URL=http://127.0.0.1:9\nFRAPPE_API_KEY="k"\nPORT=none\n');
    const env = { FRAPPE_API_SECRET: 's' };
    const missing = await runProgram(['start'], { cwd });
    const hint = '"frappe-graphql init" asks for it; "frappe-graphql demo" needs no site.';
    expect(missing).toEqual({ code: 1, stdout: '', stderr: `FRAPPE_API_SECRET is not set. ${hint}\n` });
    expect((await runProgram(['doctor'], { cwd })).stderr).toBe(missing.stderr);
    expect((await runProgram(['start'], { cwd, env })).stderr).toMatch(/^PORT: /);
  });
});

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command in this process, as the program does, because each process would load everything again. */
async function run(args: readonly string[]): Promise<Ended> {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(`${line}\n`));
  const error = await runCommand(args).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  vi.restoreAllMocks();
  const code = error === null ? 0 : toExitCode(error);
  return { code, stdout: lines.join(''), stderr: error instanceof ConfigError ? `${error.message}\n` : '' };
}

function runProgram(args: readonly string[], { cwd = '.', env = {} } = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { cwd, env: { ...CHILD_ENV, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
