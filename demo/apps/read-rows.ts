import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Row } from '../database/demo-database.ts';
import { type DocField, hasColumn, isTableField, kindOf, STANDARD_COLUMNS } from '../meta/docfield.ts';
import type { DocTypeFile } from '../meta/doctype-files.ts';
import { SimulatorError } from '../simulator-error.ts';
import { readDocuments } from './read-apps.ts';

/** The documents that somebody gives, by their DocType. */
export type GivenRows = ReadonlyMap<string, readonly Row[]>;

/**
 * Reads the files of a folder, each named for a DocType: `Sales Order.json`, a list of documents with the rows of their
 * tables, or `Customer.csv`, whose first line has the fieldnames.
 *
 * @throws SimulatorError that names the file and what is wrong.
 */
export function readRows(folder: string, files: readonly DocTypeFile[]): GivenRows {
  const byName = new Map(files.map((file) => [file.name, file]));
  const named = readdirSync(folder).filter((name) => ['.json', '.csv'].includes(extname(name)));
  if (named.length === 0) throw new SimulatorError(`There is no .json or .csv file in ${JSON.stringify(folder)}.`);
  return new Map(
    named.sort().map((name) => {
      const doctype = name.slice(0, -extname(name).length);
      const file = byName.get(doctype);
      if (file === undefined || file.istable || file.issingle || file.is_virtual)
        throw new SimulatorError(`${name}: ${doctype} is not a DocType of the apps with documents of its own.`);
      const path = join(folder, name);
      const rows = extname(name) === '.csv' ? readCsv(readFileSync(path, 'utf8'), name) : readDocuments(path);
      return [doctype, rows.map((row) => toStored(file, row, name))];
    }),
  );
}

function toStored(file: DocTypeFile, row: Row, name: string): Row {
  const stored: Row = {};
  for (const [key, value] of Object.entries(row)) {
    if (key === 'doctype') continue;
    const docfield = file.fields.find(({ fieldname }) => fieldname === key);
    const isKnown =
      key in STANDARD_COLUMNS || (docfield !== undefined && (hasColumn(docfield) || isTableField(docfield)));
    if (!isKnown) throw new SimulatorError(`${name}: ${file.name} does not have the field "${key}".`);
    const isNumber =
      docfield !== undefined && hasColumn(docfield) && ['int', 'float'].includes(kindOf(docfield.fieldtype));
    if (docfield?.fieldtype === 'Select') assertOption(docfield, value, name);
    stored[key] = isNumber && typeof value === 'string' ? toNumber(value, key, name) : value;
  }
  return stored;
}

/** As a site checks it before it stores a document (`frappe/model/base_document.py`). */
function assertOption({ fieldname, options }: DocField, value: unknown, name: string): void {
  const known = String(options ?? '').split('\n');
  const isFree = fieldname === 'naming_series' || known.every((option) => option === '');
  if (isFree || value === null || value === '' || known.includes(String(value))) return;
  throw new SimulatorError(`${name}: ${JSON.stringify(value)} is not an option of the field "${fieldname}".`);
}

function toNumber(text: string, key: string, name: string): number | null {
  if (text === '') return null;
  if (Number.isFinite(Number(text))) return Number(text);
  throw new SimulatorError(`${name}: "${text}" is not a number for the field "${key}".`);
}

/** A field of a line, and what ends it; right behind the one before. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n)/gy;

/** Reads RFC 4180: fields may be in quotes, with line breaks and doubled quotes. An empty field is not set. */
function readCsv(text: string, name: string): Row[] {
  const lines: string[][] = [[]];
  const plain = `${text.replace(/^\uFEFF/, '').replace(/\r?\n$/, '')}\n`;
  let read = 0;
  for (const [all, quoted, bare = '', end] of plain.matchAll(CELL)) {
    read += all.length;
    lines.at(-1)?.push(quoted === undefined ? bare.trim() : quoted.replaceAll('""', '"'));
    if (end !== ',') lines.push([]);
  }
  if (read < plain.length) throw new SimulatorError(`${name}: line ${lines.length} has a quote that does not fit.`);
  const [head = [], ...rows] = lines.slice(0, -1);
  return rows.map((cells, index) => {
    if (cells.length !== head.length)
      throw new SimulatorError(`${name}: line ${index + 2} has ${cells.length} values in place of ${head.length}.`);
    return Object.fromEntries(head.map((key, at) => [key, cells[at] === '' ? null : cells[at]]));
  });
}
