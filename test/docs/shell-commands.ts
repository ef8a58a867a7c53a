import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../src/commands/run-command.ts';
import { SETTING_NAMES } from '../../src/settings.ts';
import { ROOT, readText } from '../law/source-files.ts';

/** Programs whose own arguments are not checked. */
const OTHERS = new Set([
  'bench',
  'cd',
  'cp',
  'curl',
  'docker',
  'git',
  'openssl',
  'redis-server',
  'export',
  'python3',
  'node',
]);

/** Programs that npx runs. */
const TOOLS = new Set(['node', 'graphql-codegen', 'gql.tada', 'vite', 'vitest', 'frappe-site-simulator']);

/** Variables that are no settings of the gateway. */
const OTHER_VARIABLES = /^(OTEL_\w+|GATEWAY_\w+|ERPNEXT_METADATA|UPDATE|NODE_ENV|PATH|AUTHORIZATION|COMPANY|URL)$/;

const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };

/** @returns what is wrong with the commands and settings of a script. */
export function findWrongCommands(code: string): string[] {
  return toCommands(code).flatMap((words) => {
    const variables = words.slice(0, words.findIndex((word) => !/^[A-Z_]+=/.test(word)) >>> 0);
    const unknown = variables.map((word) => word.split('=')[0] ?? '').filter((name) => !isVariable(name));
    const [program, ...args] = words.slice(variables.length);
    const wrong = program === undefined ? null : findWrongCommand(program, args);
    return [...unknown.map((name) => `${name} is not a setting`), ...(wrong === null ? [] : [wrong])];
  });
}

function isVariable(name: string): boolean {
  return SETTING_NAMES.includes(name) || OTHER_VARIABLES.test(name);
}

function findWrongCommand(program: string, args: readonly string[]): string | null {
  if (program === 'frappe-graphql') return findWrongArguments(args);
  if (program === 'npx') {
    const [tool = '', ...rest] = args;
    if (tool === 'frappe-graphql') return findWrongArguments(rest);
    return TOOLS.has(tool) ? null : `npx ${tool} is not known`;
  }
  if (program === 'npm') {
    const [verb = '', script = ''] = args;
    if (verb !== 'run')
      return ['install', 'ci', 'create', 'test', 'start'].includes(verb) ? null : `npm ${verb} is not known`;
    return script in scripts || script === 'dev' ? null : `npm run ${script} is not a script`;
  }
  if (program.endsWith('.sh')) return existsSync(join(ROOT, program)) ? null : `${program} does not exist`;
  return OTHERS.has(program) ? null : `${program} is not a known program`;
}

/** As the program itself reads its arguments. */
function findWrongArguments(args: readonly string[]): string | null {
  const command = COMMANDS.find(({ name }) => name.split(' ').every((word, index) => word === args[index]));
  if (command === undefined) return `frappe-graphql ${args.join(' ')}: unknown command`;
  const rest = args.slice(command.name.split(' ').length);
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? '';
    if (!word.startsWith('--')) {
      if (command.operands === undefined) return `frappe-graphql ${command.name} takes no argument ${word}`;
      continue;
    }
    const option = word === '--help' ? { type: 'boolean' } : command.options?.[word.slice(2)];
    if (option === undefined) return `frappe-graphql ${command.name} does not have the option ${word}`;
    if (option.type === 'string') index += 1;
    if (index >= rest.length) return `frappe-graphql ${command.name}: ${word} needs a value`;
  }
  return null;
}

/** The commands of a script as words, without comments; what follows a pipe or `&&` is a command of its own. */
function toCommands(code: string): string[][] {
  const lines = code.replaceAll(/\\\n/g, ' ').split('\n');
  return lines.flatMap((line) => {
    const commands: string[][] = [[]];
    for (const [word, , , , end] of line.matchAll(
      /("(?:\\.|[^"\\])*"|'[^']*'|[^\s"'#|&;]|(\S#))+|(#.*$)|(\|\||&&|[|;])/g,
    )) {
      if (word.startsWith('#')) break;
      if (end !== undefined) commands.push([]);
      else commands.at(-1)?.push(word);
    }
    return commands.filter((words) => words.length > 0);
  });
}
