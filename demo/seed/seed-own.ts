import type { GivenRows } from '../apps/read-rows.ts';
import { type DemoDatabase, quote, type Row, tableOf } from '../database/demo-database.ts';
import { type DocField, hasColumn, isTableField } from '../meta/docfield.ts';
import type { DocTypeFile } from '../meta/doctype-files.ts';
import { SimulatorError } from '../simulator-error.ts';
import { distinctValues, MOST_ROWS, type Names, namingField, planNames } from './plan-names.ts';
import { rowName } from './row-names.ts';
import { SeededRandom } from './seeded-random.ts';
import { standardRow } from './standard-row.ts';
import { valueFor } from './value-for.ts';

/** The documents that are made up, and the DocTypes that they are for. */
interface Seed {
  database: DemoDatabase;
  byName: ReadonlyMap<string, DocTypeFile>;
  namesOf: (doctype: string) => Names;
}

/** Rows for DocTypes of which nothing but the JSON is known: values by fieldtype, links to rows that exist. */
export function seedOwnDocTypes(
  database: DemoDatabase,
  files: readonly DocTypeFile[],
  given: GivenRows = new Map(),
): void {
  const tables = files.filter((file) => !file.issingle && !file.is_virtual);
  const stored = tables.filter((file) => !file.istable);
  const byName = new Map(tables.map((file) => [file.name, file]));
  const givenNames = stored.flatMap((file) => {
    const rows = given.get(file.name);
    return rows === undefined ? [] : [[file.name, givenNamesOf(file, rows)] as const];
  });
  const seed = { database, byName, namesOf: planNames(database, stored, new Map(givenNames)) };
  for (const file of stored) {
    const rows = given.get(file.name);
    if (rows === undefined) seedDocType(seed, file);
    else insertGiven(seed, file, rows);
  }
  // Given documents keep the values that they have, and those that they lack.
  for (const file of tables.filter(({ name }) => !given.has(name))) fillFetched(database, file);
  for (const file of tables) fitDynamicLinks(seed, file);
  for (const file of files.filter((each) => each.issingle && !each.is_virtual)) seedSingle(seed, file);
}

/** @throws SimulatorError if two documents have the same name. */
function givenNamesOf(file: DocTypeFile, rows: readonly Row[]): Names {
  const names = rows.map((row, index) => givenName(file, row, index));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw new SimulatorError(`Two documents of ${file.name} have the name ${JSON.stringify(twice)}.`);
}

/** By its name, by the docfield that names documents, or numbered. */
function givenName(file: DocTypeFile, row: Row, index: number): string | number {
  const source = namingField(file);
  const own = row.name ?? (source === undefined ? null : row[source.fieldname]);
  if (typeof own === 'number' || file.autoname === 'autoincrement') return Number(own ?? index + 1);
  return own === null || own === undefined ? `${file.name}-${String(index + 1).padStart(5, '0')}` : String(own);
}

function insertGiven({ database, namesOf, byName }: Seed, file: DocTypeFile, rows: readonly Row[]): void {
  const tables = file.fields.filter(isTableField);
  for (const [index, row] of rows.entries()) {
    const name = namesOf(file.name)[index] ?? null;
    const isValue = ([key]: [string, unknown]) => !tables.some(({ fieldname }) => fieldname === key);
    const values = Object.fromEntries(Object.entries(row).filter(isValue));
    database.insert(file.name, { ...standardRow(String(name), values), name, ...treeValues(file, index, namesOf) });
    for (const { fieldname, options } of tables) {
      if (!byName.has(String(options))) continue;
      for (const [at, child] of ((row[fieldname] ?? []) as Row[]).entries()) {
        const place = { parent: name, parenttype: file.name, parentfield: fieldname, idx: at + 1 };
        const { doctype: _, ...own } = child;
        database.insert(
          String(options),
          standardRow(rowName(`${file.name}/${name}/${fieldname}/${at}`), { ...own, ...place }),
        );
      }
    }
  }
}

function seedDocType(seed: Seed, file: DocTypeFile): void {
  const { database, namesOf } = seed;
  const source = namingField(file);
  const distinct = file.fields.filter((docfield) => docfield.unique && hasColumn(docfield));
  for (const [index, name] of namesOf(file.name).entries()) {
    const random = new SeededRandom(index + file.name.length * 7919);
    const values = fieldValues(seed, file.fields, random, index);
    for (const docfield of distinct) values[docfield.fieldname] = distinctValues(docfield, namesOf)[index] ?? null;
    if (source) values[source.fieldname] = name;
    database.insert(file.name, { ...standardRow(String(name), values), name, ...treeValues(file, index, namesOf) });
    seedTables(seed, file, String(name), random);
  }
}

function seedTables(seed: Seed, file: DocTypeFile, parent: string, random: SeededRandom): void {
  for (const docfield of file.fields.filter(isTableField)) {
    const child = seed.byName.get(String(docfield.options));
    if (child) seedChildren(seed, { file, child, docfield, parent, random });
  }
}

interface Table {
  file: DocTypeFile;
  child: DocTypeFile;
  docfield: DocField;
  parent: string;
  random: SeededRandom;
}

function seedChildren(seed: Seed, { file, child, docfield, parent, random }: Table): void {
  const count = random.integer(1, 3);
  for (let index = 0; index < count; index += 1) {
    const values = fieldValues(seed, child.fields, random, index);
    // SQLite counts the names of numbered rows itself.
    const numbered = child.autoname === 'autoincrement' ? { name: null } : {};
    const place = { parent, parenttype: file.name, parentfield: docfield.fieldname, idx: index + 1 };
    const name = rowName(`${file.name}/${parent}/${docfield.fieldname}/${index}`);
    seed.database.insert(child.name, standardRow(name, { ...values, ...place, ...numbered }));
  }
}

function fieldValues({ namesOf }: Seed, fields: readonly DocField[], random: SeededRandom, index: number): Row {
  const values: Row = {};
  const choose = (doctype: unknown) => {
    const names = namesOf(String(doctype ?? ''));
    return names.length > 0 ? random.choice(names) : null;
  };
  for (const docfield of fields.filter(hasColumn)) {
    const isLink = docfield.fieldtype === 'Link';
    values[docfield.fieldname] = isLink ? choose(docfield.options) : valueFor(docfield, random, index);
  }
  for (const { fieldname, options } of fields.filter((docfield) => docfield.fieldtype === 'Dynamic Link')) {
    const target = choose(values[String(options)]);
    values[fieldname] = target === null ? null : String(target);
  }
  return values;
}

/** A flat tree: the first row holds the others. */
function treeValues(file: DocTypeFile, index: number, namesOf: Seed['namesOf']): Row {
  if (!file.is_tree) return {};
  const parentField = String(file.nsm_parent_field ?? `parent_${file.name.toLowerCase().replaceAll(' ', '_')}`);
  const [root] = namesOf(file.name);
  if (index === 0) return { lft: 1, rgt: MOST_ROWS * 2, is_group: 1, [parentField]: null };
  return { lft: index * 2, rgt: index * 2 + 1, is_group: 0, [parentField]: root };
}

/** Gives the fields with `fetch_from` the values of the rows that are linked to; a Select keeps one of its options. */
function fillFetched(database: DemoDatabase, file: DocTypeFile): void {
  for (const docfield of file.fields.filter((field) => hasColumn(field) && field.fieldtype !== 'Select')) {
    const [link = '', source = ''] = String(docfield.fetch_from ?? '').split('.');
    const target = String(file.fields.find((other) => other.fieldname === link)?.options ?? '');
    if (!database.columnsOf(target).has(source)) continue;
    const value = `SELECT linked.${quote(source)} FROM ${tableOf(target)} linked WHERE linked.name = ${tableOf(file.name)}.${quote(link)}`;
    database.run(
      `UPDATE ${tableOf(file.name)} SET ${quote(docfield.fieldname)} = (${value}) WHERE ${quote(link)} IS NOT NULL`,
    );
  }
}

/** Dynamic links lead to a document of the DocType that was fetched for them. */
function fitDynamicLinks({ database, namesOf }: Seed, file: DocTypeFile): void {
  for (const { fieldname, options } of file.fields.filter((docfield) => docfield.fieldtype === 'Dynamic Link')) {
    const type = file.fields.find((docfield) => docfield.fieldname === options);
    if (!type?.fetch_from) continue;
    const sql = `UPDATE ${tableOf(file.name)} SET ${quote(fieldname)} = ? WHERE name = ?`;
    for (const row of database.all(`SELECT name, ${quote(type.fieldname)} AS target FROM ${tableOf(file.name)}`)) {
      database.run(sql, [namesOf(String(row.target))[0] ?? null, row.name]);
    }
  }
}

function seedSingle(seed: Seed, file: DocTypeFile): void {
  const random = new SeededRandom(file.name.length);
  const values = fieldValues(seed, file.fields, random, 0);
  const rows = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  seed.database.insertMany(
    'Singles',
    rows.map(([field, value]) => ({ doctype: file.name, field, value: String(value) })),
  );
  seedTables(seed, file, file.name, random);
}
