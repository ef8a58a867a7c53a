import { parseArgs } from 'node:util';
import { closest, didYouMean } from '../did-you-mean.ts';
import { readEnvironment } from '../environment.ts';
import { ConfigError, UsageError } from '../errors.ts';
import { SETTING_NAMES } from '../settings.ts';
import { VERSION } from '../version.ts';
import { CODEGEN_INIT } from './codegen-init.ts';
import { CODEGEN_SLICE } from './codegen-slice.ts';
import { CODEGEN_ZOD } from './codegen-zod.ts';
import type { Command, CommandValues } from './command.ts';
import { DEMO } from './demo.ts';
import { DOCTOR } from './doctor.ts';
import { describeCommand, describeCommands, toUsage } from './help.ts';
import { INIT } from './init.ts';
import { METHODS_DISCOVER } from './methods-discover.ts';
import { METHODS_SCAN } from './methods-scan.ts';
import { MOCK } from './mock.ts';
import { OPERATIONS_REPORT } from './operations-report.ts';
import { SCHEMA_CHECK } from './schema-check.ts';
import { SCHEMA_DIFF } from './schema-diff.ts';
import { SCHEMA_PRINT } from './schema-print.ts';
import { SCHEMA_REPORT } from './schema-report.ts';
import { START } from './start.ts';
import { WEBHOOKS_SYNC } from './webhooks-sync.ts';

const HELP: Command = {
  name: 'help',
  operands: '[COMMAND]',
  summary: 'list the commands, or the options of one',
  run: async (_env, _values, words) => {
    const [first] = words;
    const group = words.length === 1 ? groupOf(first) : [];
    if (words.length === 0) console.log(describeCommands(COMMANDS));
    else console.log(group.length > 0 ? describeCommands(group) : describeCommand(findCommand(words)));
  },
};

/** In the order of their use. */
export const COMMANDS: readonly Command[] = [
  START,
  DEMO,
  INIT,
  DOCTOR,
  SCHEMA_PRINT,
  SCHEMA_DIFF,
  SCHEMA_CHECK,
  SCHEMA_REPORT,
  CODEGEN_INIT,
  CODEGEN_SLICE,
  CODEGEN_ZOD,
  OPERATIONS_REPORT,
  METHODS_SCAN,
  METHODS_DISCOVER,
  WEBHOOKS_SYNC,
  MOCK,
  HELP,
];

/** Runs the command that the arguments of the process name. @throws UsageError if they name none, or a wrong option. */
export async function runCommand(args: readonly string[]): Promise<void> {
  const [first = '--help'] = args;
  if (isHelp(first)) return console.log(describeCommands(COMMANDS));
  if (first === '--version' || first === '-v') return console.log(VERSION);
  if (first.startsWith('-')) throw new UsageError(`Name a command before ${first}. --help lists the commands.`);
  const group = groupOf(first);
  if (group.length > 0 && isHelp(args[1])) return console.log(describeCommands(group));
  const command = findCommand(args);
  const { values, positionals } = readArguments(command, args.slice(wordsOf(command).length));
  if (values.help) return console.log(describeCommand(command));
  await command.run(readEnvironment(), values, positionals).catch((error) => suggestSite(error, command));
}

/** Without a site, somebody has just begun. */
function suggestSite(error: unknown, { options }: Command): never {
  const isBeginning =
    error instanceof ConfigError && /^FRAPPE_(URL|API_KEY|API_SECRET) is not set\.$/.test(error.message);
  if (!isBeginning) throw error;
  const remedy =
    options !== undefined && 'gateway' in options
      ? 'Name a running gateway with --gateway, or run "frappe-graphql init", which asks for the site.'
      : '"frappe-graphql init" asks for it; "frappe-graphql demo" needs no site.';
  throw new ConfigError(`${error.message} ${remedy}`);
}

/** The commands of two words that begin with this one. */
function groupOf(first: string | undefined): Command[] {
  return COMMANDS.filter((command) => wordsOf(command).length > 1 && wordsOf(command)[0] === first);
}

function isHelp(word: string | undefined): boolean {
  return word === '--help' || word === '-h';
}

/** The command whose words come first. */
function findCommand(args: readonly string[]): Command {
  const found = COMMANDS.find((command) => wordsOf(command).every((word, index) => word === args[index]));
  if (found !== undefined) return found;
  const [first = ''] = args;
  const parts = COMMANDS.filter((command) => wordsOf(command)[0] === first).map((command) => wordsOf(command)[1]);
  const words = args.slice(0, 2).filter((word) => !word.startsWith('-'));
  if (parts.length > 0 && words.length === 1)
    throw new UsageError(`"${first}" needs a second word: ${parts.join(', ')}.`);
  const names = COMMANDS.map(({ name }) => name);
  const ofSecondWord = names.find((name) => name.split(' ')[1] === first) ?? null;
  const suggestion = ofSecondWord ?? closest(words.join(' '), names) ?? closest(first, names);
  const known = suggestion === null ? ' --help lists the commands.' : didYouMean(suggestion);
  throw new UsageError(`Unknown command "${parts.length > 0 ? words.join(' ') : first}".${known}`);
}

function wordsOf({ name }: Command): string[] {
  return name.split(' ');
}

function readArguments(command: Command, args: readonly string[]): { values: CommandValues; positionals: string[] } {
  const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const;
  const known = Object.keys(options);
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true, allowPositionals: true });
  const unknown = tokens.find((token) => token.kind === 'option' && !known.includes(token.name));
  if (unknown?.kind === 'option') {
    const hint = didYouMean(closest(unknown.name, known)).replace('mean ', 'mean --') || settingHint(unknown.name);
    throw new UsageError(`"${command.name}" does not have the option ${unknown.rawName}.${hint || usage(command)}`);
  }
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true });
    const [extra] = command.operands === undefined ? parsed.positionals : [];
    if (extra === undefined) return parsed;
    throw new UsageError(`"${command.name}" takes no argument "${extra}".${usage(command)}`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // Behind the first sentence, Node explains what no command here takes.
    const [problem = ''] = String(error instanceof Error ? error.message : error).split(/\. |\.?\n/);
    throw new UsageError(`${inOwnWords(problem)}.${usage(command)}`);
  }
}

/** Rewords Node's message about an option that lacks its value, or has one that it does not take. */
function inOwnWords(problem: string): string {
  const [, option, rest = ''] = /^Option '(?:-\w, )?(--[\w-]+)[^']*' (.*)$/.exec(problem) ?? [];
  if (option === undefined) return problem;
  return `${option} ${rest.startsWith('argument') ? 'needs a value' : 'does not take a value'}`;
}

/** A setting is a variable, not an option: `--metrics-port` means `METRICS_PORT`. */
function settingHint(option: string): string {
  const name = option.toUpperCase().replaceAll('-', '_');
  return SETTING_NAMES.includes(name) ? ` Set the environment variable ${name}, or write it in .env.` : '';
}

function usage(command: Command): string {
  return ` Usage: ${toUsage(command)}`;
}
