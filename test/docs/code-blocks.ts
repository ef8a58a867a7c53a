import { globSync } from 'node:fs';
import { ROOT, readText } from '../law/source-files.ts';

/** A block of code in the docs. */
export interface CodeBlock {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  /** The name of the file that it shows, or another word behind the language. */
  readonly label: string | null;
  /** Why it is not checked: `unchecked="…"` behind the language. */
  readonly unchecked: string | null;
  readonly code: string;
}

/** All pages for readers. */
export const PAGES: readonly string[] = globSync(['*.md', 'docs/**/*.md', '{examples,client,demo,bench}/**/*.md'], {
  cwd: ROOT,
  exclude: ['**/node_modules'],
}).sort();

/** The blocks of a page. */
export function codeBlocksOf(page: string): CodeBlock[] {
  const text = readText(page);
  return [...text.matchAll(/^( *)```([^\n]*)\n([\s\S]*?)^\1```$/gm)].map((match) => {
    const [, indent = '', info = '', code = ''] = match;
    const [, language = '', rest = ''] = /^(\S*)\s*(.*)$/.exec(info) ?? [];
    const unchecked = /unchecked="([^"]+)"/.exec(rest)?.[1] ?? null;
    const label = rest.replace(/unchecked="[^"]*"/, '').trim();
    return {
      page,
      line: text.slice(0, match.index).split('\n').length,
      language,
      label: label === '' ? null : label,
      unchecked,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    };
  });
}

/** Where a block is, for titles and messages. */
export function placeOf({ page, line, language, label }: CodeBlock): string {
  return [`${page}:${line}`, language, label].filter((word) => word !== null && word !== '').join(' ');
}

/** All blocks of some languages that are to be checked. */
export function blocksIn(...languages: string[]): CodeBlock[] {
  return PAGES.flatMap(codeBlocksOf).filter((block) => languages.includes(block.language) && block.unchecked === null);
}

/** A value, or several on lines of their own. */
export function parseJson(code: string): object {
  try {
    return JSON.parse(code);
  } catch (error) {
    const lines = code.trim().split('\n');
    if (lines.length === 1) throw error;
    return lines.map((line) => JSON.parse(line));
  }
}
