import { type PyNode, partsOf } from './python-tree.ts';

/** A value as JSON has it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Literals that are nested more deeply are not read. */
const MAX_DEPTH = 50;

/** @returns the value of a literal; undefined for expressions and for values that JSON does not have. */
export function literalOf(node: PyNode | null, depth = 0): Json | undefined {
  if (depth > MAX_DEPTH) return undefined;
  switch (node?.type) {
    case 'none':
      return null;
    case 'true':
    case 'false':
      return node.type === 'true';
    case 'integer':
    case 'float':
      return numberOf(node.text);
    case 'unary_operator':
      return numberOf(node.text.replace(/\s/g, ''));
    case 'string':
      return unquote(node.text);
    case 'concatenated_string':
      return joinStrings(partsOf(node));
    case 'parenthesized_expression':
      return literalOf(partsOf(node)[0] ?? null, depth + 1);
    case 'list':
    case 'tuple':
      return listOf(partsOf(node), depth + 1);
    case 'dictionary':
      return dictOf(partsOf(node), depth + 1);
    default:
      return undefined;
  }
}

function numberOf(text: string): number | undefined {
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? value : undefined;
}

function listOf(parts: readonly PyNode[], depth: number): Json[] | undefined {
  const values = parts.map((part) => literalOf(part, depth));
  return values.every((value) => value !== undefined) ? values : undefined;
}

function dictOf(parts: readonly PyNode[], depth: number): { [key: string]: Json } | undefined {
  const entries: [string, Json][] = [];
  for (const pair of parts) {
    const key = literalOf(pair.childForFieldName('key'), depth);
    const value = literalOf(pair.childForFieldName('value'), depth);
    if (typeof key !== 'string' || value === undefined) return undefined;
    entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

/** `"a" "b"` is one text. */
function joinStrings(parts: readonly PyNode[]): string | undefined {
  const texts = parts.map((part) => unquote(part.text));
  return texts.every((text) => text !== undefined) ? texts.join('') : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '', '0': '\0' };

/** The value of a string; undefined for bytes and for text with expressions in it. */
function unquote(text: string): string | undefined {
  const [, prefix = '', quotes = '', body = ''] = /^([A-Za-z]*)('''|"""|'|")([\s\S]*)\2$/.exec(text) ?? [];
  if (quotes === '' || /[bft]/i.test(prefix)) return undefined;
  if (/r/i.test(prefix)) return body;
  return body.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])/g, (_, letters: string) =>
    letters.length > 1 ? String.fromCharCode(Number.parseInt(letters.slice(1), 16)) : (ESCAPES[letters] ?? letters),
  );
}
