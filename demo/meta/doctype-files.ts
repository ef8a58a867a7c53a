import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../database/demo-database.ts';
import type { DocField } from './docfield.ts';

/** A DocType as `bench` exports it to a JSON file. */
export interface DocTypeFile extends Row {
  name: string;
  fields: DocField[];
  permissions: Row[];
}

/**
 * Reads every DocType JSON below a folder. Other files (workspaces, a `tsconfig.json` with comments …) are passed over.
 *
 * @param broken receives the paths of DocType files that are not valid JSON.
 */
export function readDocTypeFiles(folder: string, broken: string[] = []): DocTypeFile[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.json') && !path.includes('node_modules'))
    .sort()
    .map((path) => readJson(join(folder, path), broken))
    .filter(isDocType)
    .map((file) => ({ ...file, permissions: file.permissions ?? [] }));
}

/** The path under which `bench` keeps the file of a DocType. */
const DOCTYPE_PATH = /[\\/]doctype[\\/]([^\\/]+)[\\/]\1\.json$/;

function readJson(path: string, broken: string[]): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    if (DOCTYPE_PATH.test(path)) broken.push(path);
    return undefined;
  }
}

function isDocType(content: unknown): content is DocTypeFile {
  const { doctype, name, fields } = (content ?? {}) as Row;
  return doctype === 'DocType' && typeof name === 'string' && Array.isArray(fields);
}

/** Reads a fixture file: an array of documents. */
export function readFixture(path: string): Row[] {
  return JSON.parse(readFileSync(path, 'utf8')) as Row[];
}
