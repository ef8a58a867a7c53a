import { type DemoDatabase, quote, type Row, tableOf } from '../database/demo-database.ts';
import { type DocField, hasColumn, isTableField } from '../meta/docfield.ts';
import type { DocTypeFile } from '../meta/doctype-files.ts';
import { rowName } from './row-names.ts';
import { SeededRandom } from './seeded-random.ts';
import { standardRow } from './standard-row.ts';
import { valueFor } from './value-for.ts';

const ROWS_PER_DOCTYPE = 25;

/** Rows for DocTypes of which nothing but the JSON is known: values by fieldtype, links to rows that exist. */
export function seedOwnDocTypes(database: DemoDatabase, files: readonly DocTypeFile[]): void {
  const byName = new Map(files.map((file) => [file.name, file]));
  const stored = files.filter((file) => !file.issingle && !file.is_virtual && !file.istable);
  const names = new Map(stored.map((file) => [file.name, rowNames(file)]));
  for (const file of stored) seedDocType(database, file, byName, names);
  for (const file of files.filter((each) => !each.issingle && !each.is_virtual)) fillFetched(database, file);
  for (const file of files.filter((each) => each.issingle)) seedSingle(database, file, names);
}

function rowNames(file: DocTypeFile): (string | number)[] {
  const isNumbered = file.autoname === 'autoincrement';
  const prefix = prefixOf(file.name);
  const name = (index: number) => `${prefix}-${String(index + 1).padStart(5, '0')}`;
  return Array.from({ length: ROWS_PER_DOCTYPE }, (_, index) => (isNumbered ? index + 1 : name(index)));
}

/** `Sales Order` is `SO`, `Customer` is `CUST`. */
function prefixOf(doctype: string): string {
  const words = doctype.split(/[^A-Za-z]+/).filter((word) => word !== '');
  const [only = 'DOC'] = words;
  return words.length > 1
    ? words
        .map((word) => word.slice(0, 1))
        .join('')
        .toUpperCase()
    : only.slice(0, 4).toUpperCase();
}

/** Gives the fields with `fetch_from` the values of the rows that are linked to. */
function fillFetched(database: DemoDatabase, file: DocTypeFile): void {
  for (const docfield of file.fields.filter(hasColumn)) {
    const [link = '', source = ''] = String(docfield.fetch_from ?? '').split('.');
    const target = String(file.fields.find((other) => other.fieldname === link)?.options ?? '');
    if (!database.columnsOf(target).has(source)) continue;
    const value = `SELECT linked.${quote(source)} FROM ${tableOf(target)} linked WHERE linked.name = ${tableOf(file.name)}.${quote(link)}`;
    database.run(
      `UPDATE ${tableOf(file.name)} SET ${quote(docfield.fieldname)} = (${value}) WHERE ${quote(link)} IS NOT NULL`,
    );
  }
}

function seedDocType(
  database: DemoDatabase,
  file: DocTypeFile,
  byName: ReadonlyMap<string, DocTypeFile>,
  names: ReadonlyMap<string, readonly (string | number)[]>,
): void {
  for (const [index, name] of (names.get(file.name) ?? []).entries()) {
    const random = new SeededRandom(index + file.name.length * 7919);
    const row = { ...standardRow(String(name), fieldValues(database, file.fields, names, random, index)), name };
    database.insert(file.name, { ...row, ...treeValues(file, index, names) });
    for (const docfield of file.fields.filter(isTableField)) {
      const child = byName.get(String(docfield.options));
      if (child) seedChildren(database, { file, child, docfield, parent: String(name), names, random });
    }
  }
}

interface ChildSeed {
  file: DocTypeFile;
  child: DocTypeFile;
  docfield: DocField;
  parent: string;
  names: ReadonlyMap<string, readonly (string | number)[]>;
  random: SeededRandom;
}

function seedChildren(database: DemoDatabase, seed: ChildSeed): void {
  const { file, child, docfield, parent, names, random } = seed;
  const count = random.integer(1, 3);
  for (let index = 0; index < count; index += 1) {
    const values = fieldValues(database, child.fields, names, random, index);
    // SQLite counts the names of numbered rows itself.
    const numbered = child.autoname === 'autoincrement' ? { name: null } : {};
    const place = { parent, parenttype: file.name, parentfield: docfield.fieldname, idx: index + 1 };
    database.insert(
      child.name,
      standardRow(rowName(`${file.name}/${parent}/${docfield.fieldname}/${index}`), {
        ...values,
        ...place,
        ...numbered,
      }),
    );
  }
}

function fieldValues(
  database: DemoDatabase,
  fields: readonly DocField[],
  names: ReadonlyMap<string, readonly (string | number)[]>,
  random: SeededRandom,
  index: number,
): Row {
  const values: Row = {};
  for (const docfield of fields.filter(hasColumn)) {
    const isLink = docfield.fieldtype === 'Link';
    values[docfield.fieldname] = isLink
      ? linkValue(database, docfield, names, random)
      : valueFor(docfield, random, index);
  }
  for (const docfield of fields.filter((field) => field.fieldtype === 'Dynamic Link')) {
    const targets = names.get(String(values[String(docfield.options)] ?? '')) ?? [];
    values[docfield.fieldname] = targets.length > 0 ? String(random.choice(targets)) : null;
  }
  return values;
}

function linkValue(
  database: DemoDatabase,
  docfield: DocField,
  names: ReadonlyMap<string, readonly (string | number)[]>,
  random: SeededRandom,
): unknown {
  const target = String(docfield.options);
  const own = names.get(target);
  if (own) return random.choice(own);
  if (target === 'DocType') return random.choice([...names.keys()]);
  if (database.columnsOf(target).size === 0) return null;
  const rows = database.all(`SELECT name FROM ${tableOf(target)} ORDER BY name LIMIT 20`);
  return rows.length > 0 ? random.choice(rows).name : null;
}

/** A flat tree: the first row holds the others. */
function treeValues(file: DocTypeFile, index: number, names: ReadonlyMap<string, readonly (string | number)[]>): Row {
  if (!file.is_tree) return {};
  const parentField = String(file.nsm_parent_field ?? `parent_${file.name.toLowerCase().replaceAll(' ', '_')}`);
  const [root] = names.get(file.name) ?? [];
  if (index === 0) return { lft: 1, rgt: ROWS_PER_DOCTYPE * 2, is_group: 1, [parentField]: null };
  return { lft: index * 2, rgt: index * 2 + 1, is_group: 0, [parentField]: root };
}

function seedSingle(
  database: DemoDatabase,
  file: DocTypeFile,
  names: ReadonlyMap<string, readonly (string | number)[]>,
): void {
  const values = fieldValues(database, file.fields, names, new SeededRandom(file.name.length), 0);
  const rows = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  database.insertMany(
    'Singles',
    rows.map(([field, value]) => ({ doctype: file.name, field, value: String(value) })),
  );
}
