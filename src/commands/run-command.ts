import { parseArgs } from 'node:util';
import { UsageError } from '../errors.ts';
import { serve } from '../serve.ts';
import type { Command } from './command.ts';
import { DOCTOR } from './doctor.ts';
import { METHODS_DISCOVER } from './methods-discover.ts';
import { METHODS_SCAN } from './methods-scan.ts';
import { MOCK } from './mock.ts';
import { SCHEMA_PRINT } from './schema-print.ts';
import { SCHEMA_REPORT } from './schema-report.ts';
import { WEBHOOKS_SYNC } from './webhooks-sync.ts';

const SERVE: Command = { name: 'serve', usage: '', summary: 'start the gateway (the default)', run: serve };

const COMMANDS: readonly Command[] = [
  SERVE,
  SCHEMA_PRINT,
  SCHEMA_REPORT,
  METHODS_SCAN,
  METHODS_DISCOVER,
  WEBHOOKS_SYNC,
  DOCTOR,
  MOCK,
];

/** Runs the command that the arguments of the process name. */
export async function runCommand(): Promise<void> {
  const options = Object.assign({}, ...COMMANDS.map((command) => command.options ?? {})) as Command['options'];
  const { positionals, values } = readArguments(options);
  const words = positionals.join(' ') || SERVE.name;
  const command = COMMANDS.find(
    ({ name, takesOperands }) => words === name || (takesOperands && words.startsWith(`${name} `)),
  );
  if (values.help) return console.log(positionals.length > 0 && command ? toLines([command]).join() : toHelp());
  if (command === undefined) throw new UsageError(`Unknown command "${words}". --help lists the commands.`);
  const foreign = Object.keys(values).find((option) => !Object.hasOwn(command.options ?? {}, option));
  if (foreign !== undefined) {
    throw new UsageError(`"${command.name}" does not have the option --${foreign}. Usage: ${toCall(command)}`);
  }
  await command.run(process.env, values, positionals.slice(command.name.split(' ').length));
}

function readArguments(options: Command['options']) {
  try {
    return parseArgs({ allowPositionals: true, options: { ...options, help: { type: 'boolean', short: 'h' } } });
  } catch (error) {
    // Behind the first sentence, Node explains what no command here takes.
    const [problem] = String(error instanceof Error ? error.message : error).split(/\. |\.?\n/);
    throw new UsageError(`${problem}. --help lists the options.`);
  }
}

function toHelp(): string {
  return [...toLines(COMMANDS), '', 'Settings are environment variables; docs/configuration.md lists them.'].join('\n');
}

function toLines(commands: readonly Command[]): string[] {
  const width = Math.max(...commands.map((command) => toCall(command).length)) + 2;
  return commands.map((command) => `${toCall(command).padEnd(width)}${command.summary}`);
}

function toCall({ name, usage }: Command): string {
  return `frappe-graphql ${name} ${usage}`.trimEnd();
}
