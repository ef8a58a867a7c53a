import { type DemoDatabase, tableOf } from '../database/demo-database.ts';
import { type DocField, namingFieldname } from '../meta/docfield.ts';
import type { DocTypeFile } from '../meta/doctype-files.ts';
import { textFor } from './value-for.ts';

/** The names of the documents of a DocType. */
export type Names = readonly (string | number)[];

/** How many documents a DocType has, unless its unique fields allow fewer. */
export const MOST_ROWS = 25;

/** Plans the names of made-up documents: by the naming rule, and those that links have as defaults. */
export function planNames(
  database: DemoDatabase,
  files: readonly DocTypeFile[],
  given: ReadonlyMap<string, Names>,
): (doctype: string) => Names {
  const byName = new Map(files.map((file) => [file.name, file]));
  const defaults = linkDefaults(files);
  const planned = new Map<string, Names>([['DocType', [...byName.keys()]], ...given]);
  const namesOf = (doctype: string): Names => {
    const known = planned.get(doctype);
    if (known) return known;
    const file = byName.get(doctype);
    // Names made from links in a circle end here.
    planned.set(doctype, []);
    const names =
      file === undefined ? storedNames(database, doctype) : namesFor(file, defaults.get(doctype) ?? [], namesOf);
    planned.set(doctype, names);
    return names;
  };
  return namesOf;
}

/** The field that names the documents of a DocType. */
export function namingField({ autoname, fields }: DocTypeFile): DocField | undefined {
  const fieldname = namingFieldname(autoname);
  return fields.find((docfield) => docfield.fieldname === fieldname);
}

/** Values for a field of which no two are alike. One linked document stays free, for a document to be created. */
export function distinctValues(docfield: DocField, namesOf: (doctype: string) => Names): readonly unknown[] {
  const { fieldtype, options } = docfield;
  if (fieldtype === 'Link') return namesOf(String(options)).slice(0, -1);
  if (fieldtype === 'Select' && options) return options.split('\n').filter((option) => option !== '');
  return Array.from({ length: MOST_ROWS }, (_, index) => (fieldtype === 'Int' ? index + 1 : textFor(docfield, index)));
}

function storedNames(database: DemoDatabase, doctype: string): Names {
  if (database.columnsOf(doctype).size === 0) return [];
  const rows = database.all(`SELECT name FROM ${tableOf(doctype)} ORDER BY name LIMIT 20`);
  return rows.map(({ name }) => name as string | number);
}

/** The documents that links start with, by their DocType. */
function linkDefaults(files: readonly DocTypeFile[]): Map<string, string[]> {
  const byTarget = new Map<string, string[]>();
  for (const { fieldtype, options, default: value } of files.flatMap(({ fields }) => fields)) {
    const known = byTarget.get(String(options)) ?? [];
    const isName = fieldtype === 'Link' && /^(?!__)\w/.test(value ?? '') && !known.includes(String(value));
    if (isName) byTarget.set(String(options), [...known, String(value)]);
  }
  return byTarget;
}

function namesFor(file: DocTypeFile, defaults: readonly string[], namesOf: (doctype: string) => Names): Names {
  if (file.autoname === 'autoincrement') return Array.from({ length: MOST_ROWS }, (_, index) => index + 1);
  const source = namingField(file);
  const unique = file.fields.filter((docfield) => docfield.unique && docfield.reqd && docfield !== source);
  const most = Math.min(MOST_ROWS, ...unique.map((docfield) => distinctValues(docfield, namesOf).length));
  const isFree = source?.fieldtype !== 'Link' && source?.fieldtype !== 'Select';
  const made = source ? distinctValues(source, namesOf).map(String) : numberedNames(file.name);
  // Names compare without case; the first spelling stays.
  const names = [...(isFree ? defaults : []), ...made].reverse().map((name) => [name.toLowerCase(), name] as const);
  return [...new Map(names).values()].reverse().slice(0, most);
}

/** `SO-00001` for `Sales Order`, `CUST-00001` for `Customer`. */
function numberedNames(doctype: string): string[] {
  const words = doctype.split(/[^A-Za-z]+/).filter((word) => word !== '');
  const [only = 'DOC'] = words;
  const letters = words.length > 1 ? words.map((word) => word.slice(0, 1)).join('') : only.slice(0, 4);
  const toName = (index: number) => `${letters.toUpperCase()}-${String(index + 1).padStart(5, '0')}`;
  return Array.from({ length: MOST_ROWS }, (_, index) => toName(index));
}
