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

/** Reads every DocType JSON below a folder; other JSON files (workspaces, reports …) are passed over. */
export function readDocTypeFiles(folder: string): DocTypeFile[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.json') && !path.includes('node_modules'))
    .sort()
    .map((path) => JSON.parse(readFileSync(join(folder, path), 'utf8')) as Row)
    .filter((content): content is DocTypeFile => content.doctype === 'DocType' && Array.isArray(content.fields));
}

/** Reads a fixture file: an array of documents. */
export function readFixture(path: string): Row[] {
  return JSON.parse(readFileSync(path, 'utf8')) as Row[];
}
