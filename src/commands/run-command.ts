import { parseArgs } from 'node:util';
import { ConfigError } from '../errors.ts';
import { serve } from '../serve.ts';
import type { Command } from './command.ts';
import { DOCTOR } from './doctor.ts';
import { METHODS_DISCOVER } from './methods-discover.ts';
import { METHODS_SCAN } from './methods-scan.ts';
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
];

/** Runs the command that the arguments of the process name. */
export async function runCommand(): Promise<void> {
  const options = Object.assign({}, ...COMMANDS.map((command) => command.options ?? {})) as Command['options'];
  const { positionals, values } = readArguments(options);
  if (values.help) return console.log(toHelp());
  const words = positionals.join(' ') || SERVE.name;
  const command = COMMANDS.find(
    ({ name, takesOperands }) => words === name || (takesOperands && words.startsWith(`${name} `)),
  );
  if (command === undefined) throw new ConfigError(`Unknown command "${words}".\n${toHelp()}`);
  const foreign = Object.keys(values).find((option) => !Object.hasOwn(command.options ?? {}, option));
  if (foreign !== undefined)
    throw new ConfigError(`"${command.name}" does not have the option --${foreign}.\n${toHelp()}`);
  await command.run(process.env, values, positionals.slice(command.name.split(' ').length));
}

function readArguments(options: Command['options']) {
  try {
    return parseArgs({ allowPositionals: true, options: { ...options, help: { type: 'boolean', short: 'h' } } });
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : String(error)}\n${toHelp()}`);
  }
}

function toHelp(): string {
  const calls = COMMANDS.map(({ name, usage }) => `frappe-graphql ${name} ${usage}`.trimEnd());
  const width = Math.max(...calls.map((call) => call.length)) + 2;
  const lines = COMMANDS.map(({ summary }, index) => `${(calls[index] ?? '').padEnd(width)}${summary}`);
  return [...lines, '', 'Settings are environment variables; docs/configuration.md lists them.'].join('\n');
}
