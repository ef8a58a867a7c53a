import type { Command, CommandOption } from './command.ts';

const HELP: CommandOption = { type: 'boolean', summary: 'print this help' };

const DOCS = 'https://www.npmjs.com/package/frappe-graphql';

/** The help of the program: a line for each command. */
export function describeCommands(commands: readonly Command[]): string {
  const lines = commands.map(({ name, operands = '', summary }) => [`${name} ${operands}`.trimEnd(), summary] as const);
  return [
    'frappe-graphql COMMAND [OPTIONS]: a typed GraphQL gateway in front of a Frappe site.',
    '',
    ...toColumns(lines),
    '',
    '"frappe-graphql COMMAND --help" lists the options of a command, --version prints the version.',
    'Settings are environment variables, or lines of a file ".env" in the working folder.',
    'Exit codes: 0 if all is well, 1 for a finding or a fault, 2 if the command was called wrongly.',
    `Try it without a site: frappe-graphql demo. Documentation: ${DOCS}`,
  ].join('\n');
}

/** The help of one command. */
export function describeCommand(command: Command): string {
  const options = Object.entries({ ...command.options, help: HELP });
  const { finding = 'a fault' } = command;
  return [
    toUsage(command),
    '',
    `${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`,
    '',
    ...toColumns(options.map(([name, option]) => [toOption(name, option), option.summary] as const)),
    '',
    `Exit codes: 0 if all is well, 1 for ${finding}, 2 if the command was called wrongly.`,
  ].join('\n');
}

/** How a command is called, in one line. */
export function toUsage({ name, operands = '', options = {} }: Command): string {
  const parts = Object.entries(options).map((entry) => `[${toOption(...entry)}]`);
  return ['frappe-graphql', name, operands, ...parts].filter((part) => part !== '').join(' ');
}

function toOption(name: string, { value }: CommandOption): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function toColumns(lines: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...lines.map(([left]) => left.length)) + 2;
  return lines.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
}
