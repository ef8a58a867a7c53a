import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { ConfigError } from './errors.ts';
import { explainIssue } from './explain-issue.ts';

/** A configuration file: where it is, and whether nothing is the same as an empty one. */
export interface ConfigFile {
  readonly path: string;
  /** A file that the operator named must be there: a mistyped path would silently switch off what it protects. */
  readonly isRequired: boolean;
  /** The setting that names it. */
  readonly setting?: string;
}

/** Says in one line why a file cannot be read, without the words of the system. */
export function toFileProblem(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return `${path} does not exist.`;
  if (code === 'EISDIR') return `${path} is a folder, not a file.`;
  if (code === 'EACCES') return `${path} cannot be read: this process has no right to.`;
  return `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}

/**
 * @returns the text of a file, or null for one that may be missing and is.
 * @throws ConfigError if it cannot be read.
 */
export function readConfigText({ path, isRequired, setting }: ConfigFile): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && !isRequired) return null;
    throw new ConfigError(`${setting === undefined ? '' : `${setting}: `}${toFileProblem(path, error)}`);
  });
}

/** @throws ConfigError that names the file if its text is not JSON, or has a key twice. */
export function parseConfigJson(text: string, file: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    // The message repeats the text, which can have several lines.
    throw new ConfigError(`${file} is not JSON: ${problem.replaceAll(/\s+/g, ' ')}`);
  }
  const repeated = findRepeatedKey(text);
  if (repeated === null) return value;
  throw new ConfigError(`${file}: the key ${repeated} appears twice, and only the last one would count. Merge them.`);
}

/** @throws ConfigError that names the file, the entry, and what is wrong with it. */
export function checkConfig<Schema extends z.ZodType>(schema: Schema, value: unknown, file: string): z.infer<Schema> {
  const parsed = schema.safeParse(value, { error: explainIssue });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.length ? `${toPlace(issue.path.map(String))}: ` : '';
  throw new ConfigError(`${file}: ${place}${issue?.message ?? 'is wrong'}`);
}

/** Paths of methods and names of fields have dots of their own. */
function toPlace(path: readonly string[]): string {
  return path.join(path.some((key) => key.includes('.')) ? ' → ' : '.');
}

/** `JSON.parse` drops the first of two equal keys without a word. @param text valid JSON. */
function findRepeatedKey(text: string): string | null {
  const open: Set<string>[] = [];
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (key !== undefined) {
      const keys = open.at(-1);
      // The same key can be written with and without escapes.
      const name = key.includes('\\') ? JSON.stringify(JSON.parse(key)) : key;
      if (keys?.has(name)) return name;
      keys?.add(name);
    }
  }
  return null;
}
