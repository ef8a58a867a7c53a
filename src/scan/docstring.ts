import { literalOf } from './python/python-literal.ts';
import { type PyNode, partsOf } from './python/python-tree.ts';

/** The contents of a docstring. */
export interface Docstring {
  /** The text before the first section, or undefined. */
  summary: string | undefined;
  /** The description of each argument. */
  args: ReadonlyMap<string, string>;
}

const SECTION = /^(args|arguments|parameters|params|returns?|raises|yields|examples?|usage|notes?|see also)\s*:?$/i;

/** `:param a: text` and `:param int a: text` (reST), `* `a`: text` and `a (int): text` (Google), `:a: text`. */
const ARGUMENT = [
  /^:param\s+(?:[\w.[\], |]+\s)?\*{0,2}(\w+)\s*:\s*(.*)$/,
  /^[-*]?\s*[`'"]{0,2}\*{0,2}(\w+)[`'"]{0,2}\s*(?:\([^)]*\))?\s*(?::|\s-)\s+(.+)$/,
];

/** Reads the docstring of a function: its summary, and what it says of the arguments that the function has. */
export function readDocstring(definition: PyNode, argumentNames: readonly string[]): Docstring {
  const lines = dedent(docstringOf(definition) ?? '');
  const known = new Set(argumentNames);
  const summary: string[] = [];
  const args = new Map<string, string>();
  let current: string | null = null;
  let isInSummary = true;
  for (const line of lines) {
    const [name, text] = argumentLine(line.trim(), known);
    if (name !== undefined) {
      isInSummary = false;
      current = name;
      args.set(name, text ?? '');
    } else if (line.trim() === '' || SECTION.test(line.trim()) || /^:\w|^-{3,}$/.test(line.trim())) {
      current = null;
      if (isInSummary && line.trim() === '' && summary.length > 0) summary.push('');
      else if (line.trim() !== '') isInSummary = false;
    } else if (current !== null) args.set(current, `${args.get(current)} ${line.trim()}`.trim());
    else if (isInSummary) summary.push(line);
  }
  const text = summary.join('\n').trim();
  return { summary: text === '' ? undefined : text, args: withoutEmpty(args) };
}

function docstringOf(definition: PyNode): string | undefined {
  const body = definition.childForFieldName('body');
  const first = body === null ? undefined : partsOf(body)[0];
  const value = first?.type === 'expression_statement' ? literalOf(first.firstNamedChild) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function argumentLine(line: string, known: ReadonlySet<string>): [string?, string?] {
  for (const pattern of ARGUMENT) {
    const [, name, text] = pattern.exec(line) ?? [];
    if (name !== undefined && known.has(name)) return [name, text?.trim() ?? ''];
  }
  return [];
}

/** All lines without the indent that they share; the first one stands behind the quotes. */
function dedent(text: string): string[] {
  const [first = '', ...rest] = text.replaceAll('\t', '    ').split('\n');
  const indents = rest.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  return [first.trim(), ...rest.map((line) => line.slice(shared).trimEnd())];
}

function withoutEmpty(args: Map<string, string>): Map<string, string> {
  return new Map([...args].filter(([, text]) => text !== ''));
}
