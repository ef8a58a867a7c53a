import { type CodeBlock, codeBlocksOf } from './code-blocks.ts';

/**
 * The script that does what a page says, from top to bottom: its commands, and the files that it shows. Settings
 * (blocks labelled `.env`) are added to that file.
 *
 * @param isRun says which of the commands are run.
 * @returns null if none of them is.
 */
export function pageScript(page: string, isRun: (command: string) => boolean): string | null {
  const blocks = codeBlocksOf(page).filter(({ unchecked }) => unchecked === null);
  const parts = blocks.map((block) => ({ block, commands: commandsIn(block).filter(isRun) }));
  if (parts.every(({ commands }) => commands.length === 0)) return null;
  return parts.flatMap(({ block, commands }) => [...commands, ...toFile(block)]).join('\n');
}

/** The commands of a block, each as it stands there without its comment; lines that a `\` joins are one. */
export function commandsIn({ language, label, code }: CodeBlock): string[] {
  if (language !== 'sh' || label !== null) return [];
  const commands = code.split(/(?<!\\)\n/).map((command) => command.replace(/\s+# .*$/, '').trim());
  return commands.filter((command) => command !== '');
}

function toFile({ label, code }: CodeBlock): string[] {
  if (label === null || !/\.\w+$/.test(label)) return [];
  const [, folder = '.'] = /^(.+)\//.exec(label) ?? [];
  const to = label === '.env' ? '>>' : '>';
  return [`mkdir -p '${folder}'`, `cat ${to} '${label}' << 'END OF FILE'\n${code}END OF FILE`];
}
