import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import type { Command } from './src/commands/command.ts';
import { describeCommand } from './src/commands/help.ts';
import { COMMANDS } from './src/commands/run-command.ts';
import { PRODUCTION_DEFAULTS } from './src/config.ts';
import { schemaConfigFile } from './src/schema/model/schema-config.ts';
import { SETTING_GROUPS } from './src/settings.ts';

/**
 * `npm run docs:reference`: writes the parts of the reference that the program itself knows, between the comments
 * `<!-- name -->` and `<!-- end -->` of these pages.
 */
const PAGES = ['docs/configuration.md', 'docs/commands.md', 'docs/decisions/README.md'];

const PARTS: ReadonlyMap<string, () => string> = new Map([
  ...Object.entries(SETTING_GROUPS).map(
    ([group, settings]) => [`settings: ${group}`, () => settingTable(settings)] as const,
  ),
  ['decisions', () => globSync('docs/decisions/0*.md').sort().map(decisionLine).join('\n')],
  ['schema configuration', () => table(['Entry', 'Meaning'], configurationRows(schemaConfigFile))],
  ['commands', () => table(['Command', 'Purpose', 'More'], COMMANDS.map(commandRow))],
  [
    'options',
    () =>
      COMMANDS.map((command) => `### ${command.name}\n\n\`\`\`txt\n${describeCommand(command)}\n\`\`\``).join('\n\n'),
  ],
]);

/** @returns the text of every page with its parts made again, by its path. */
export function printReference(): Map<string, string> {
  const made = new Set<string>();
  const texts = PAGES.map((page) => {
    const text = readFileSync(page, 'utf8').replace(
      /^<!-- (.+) -->\n(?:[\s\S]*?\n)??<!-- end -->$/gm,
      (_, name: string) => {
        const make = PARTS.get(name);
        if (make === undefined) throw new Error(`${page}: "${name}" is not a part of the reference.`);
        made.add(name);
        return `<!-- ${name} -->\n\n${make()}\n\n<!-- end -->`;
      },
    );
    return [page, text] as const;
  });
  const missing = [...PARTS.keys()].filter((name) => !made.has(name));
  if (missing.length > 0) throw new Error(`No page has the parts ${missing.join(', ')}.`);
  return new Map(texts);
}

function decisionLine(path: string): string {
  const [, title = ''] = /^# (?:\d+\.? )?(.*)/.exec(readFileSync(path, 'utf8')) ?? [];
  const name = basename(path);
  return `- [${Number.parseInt(name, 10)}. ${title}](${name})`;
}

function commandRow({ name, operands, summary, guide }: Command): string[] {
  const link = `[${code([name, operands])}](#${name.replaceAll(' ', '-')})`;
  return [link, sentence(summary), guide === undefined ? '' : `[more](${guide})`];
}

function settingTable(settings: Readonly<Record<string, z.ZodType>>): string {
  return table(
    ['Variable', 'Default', 'Meaning'],
    Object.entries(settings).map(([name, type]) => [code([name]), shownDefault(name, type), describe(name, type)]),
  );
}

function shownDefault(name: string, type: z.ZodType): string {
  const shown = type.meta()?.shownDefault;
  if (shown !== undefined) return code([String(shown)]);
  const { success, data } = type.safeParse(undefined);
  if (!success) return 'required';
  const inProduction = PRODUCTION_DEFAULTS[name];
  const text = data === undefined || data === '' ? '–' : code([String(data)]);
  return inProduction === undefined ? text : `${text}; ${code([inProduction])} in production`;
}

/** The entries with a description; one without is an object of such. */
function configurationRows(type: z.ZodType, path = ''): string[][] {
  if (type.description !== undefined) return [[code([path]), type.description]];
  const inner = type instanceof z.ZodDefault ? (type.unwrap() as z.ZodType) : type;
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries<z.ZodType>(inner.shape).flatMap(([key, entry]) =>
    configurationRows(entry, path === '' ? key : `${path}.${key}`),
  );
}

function describe(name: string, type: z.ZodType): string {
  if (type.description === undefined) throw new Error(`${name} has no description.`);
  return type.description;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function code(words: readonly (string | undefined)[]): string {
  return `\`${words.filter((word) => word !== undefined).join(' ')}\``;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

if (import.meta.main) for (const [page, text] of printReference()) writeFileSync(page, text);
