import type { DemoDatabase, Row } from '../database/demo-database.ts';
import type { DocField } from '../meta/docfield.ts';
import type { DocTypeFile } from '../meta/doctype-files.ts';
import { rowName } from '../seed/row-names.ts';
import { standardRow } from '../seed/standard-row.ts';

/** The DocTypes whose fixtures change what a site offers; those of others are data. */
const INSTALLED = [
  'Role',
  'Custom Field',
  'Property Setter',
  'Custom DocPerm',
  'Workflow State',
  'Workflow Action Master',
  'Workflow',
];

/** The docfields with rows, by their DocType, with the DocTypes of the rows. */
const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Workflow: { states: 'Workflow Document State', transitions: 'Workflow Transition' },
};

/** DocTypes as they are with the Custom Fields and Property Setters of apps, to make up documents for. */
export function customise(files: readonly DocTypeFile[], fixtures: readonly Row[]): DocTypeFile[] {
  const added = Map.groupBy(of(fixtures, 'Custom Field') as (Row & DocField)[], ({ dt }) => String(dt));
  const setters = Map.groupBy(of(fixtures, 'Property Setter'), ({ doc_type }) => String(doc_type));
  return files.map((file) => {
    const own = [...file.fields, ...(added.get(file.name) ?? []).map((field) => ({ ...field, is_custom_field: 1 }))];
    const fields = own.map((docfield) => ({ ...docfield, ...settingsOf(setters.get(file.name), docfield.fieldname) }));
    return { ...file, fields };
  });
}

/** DocTypes without the Custom Fields that `customise` added: a site keeps these in a table of their own. */
export function withoutCustomFields(files: readonly DocTypeFile[], originals: readonly DocTypeFile[]): DocTypeFile[] {
  const shipped = new Map(
    originals.map((file) => [file.name, new Map(file.fields.map((each) => [each.fieldname, each]))]),
  );
  return files.map((file) => {
    const own = shipped.get(file.name);
    const kept = file.fields.filter((docfield) => !docfield.is_custom_field);
    return { ...file, fields: kept.map((docfield) => own?.get(docfield.fieldname) ?? docfield) };
  });
}

function settingsOf(setters: readonly Row[] | undefined, fieldname: string): Row {
  const own = (setters ?? []).filter(({ field_name }) => field_name === fieldname);
  return Object.fromEntries(own.map(({ property, value }) => [String(property), value]));
}

function of(fixtures: readonly Row[], doctype: string): Row[] {
  return fixtures.filter((doc) => doc.doctype === doctype);
}

/** Stores the fixtures that change what a site offers. The last one of a name counts, as on a site. */
export function installFixtures(database: DemoDatabase, fixtures: readonly Row[], kept: readonly DocTypeFile[]): void {
  const names = new Set(kept.flatMap(({ name, fields }) => fields.map(({ fieldname }) => `${name}.${fieldname}`)));
  for (const doctype of INSTALLED) {
    const docs = of(fixtures, doctype).filter(
      ({ dt, fieldname }) => dt === undefined || names.has(`${dt}.${fieldname}`),
    );
    const byName = new Map(docs.map((doc) => [nameOf(doc), doc]));
    for (const [name, doc] of byName) insertDocument(database, doctype, name, doc);
  }
}

/** Stores a document with the rows of its tables. */
function insertDocument(database: DemoDatabase, doctype: string, name: string, doc: Row): void {
  const columns = database.columnsOf(doctype);
  const isColumn = ([key]: [string, unknown]) => columns.has(key);
  database.insert(doctype, standardRow(name, { ...Object.fromEntries(Object.entries(doc).filter(isColumn)), name }));
  for (const [parentfield, child] of Object.entries(TABLES[doctype] ?? {})) {
    const rows = (doc[parentfield] ?? []) as Row[];
    const known = database.columnsOf(child);
    for (const [index, row] of rows.entries()) {
      const values = Object.fromEntries(Object.entries(row).filter(([key]) => known.has(key) && key !== 'name'));
      const place = { parent: name, parenttype: doctype, parentfield, idx: index + 1 };
      database.insert(
        child,
        standardRow(rowName(`${doctype}/${name}/${parentfield}/${index}`), { ...values, ...place }),
      );
    }
  }
}

function nameOf({ name, doctype, dt, fieldname, ...doc }: Row): string {
  if (name !== undefined && name !== null) return String(name);
  if (doctype === 'Custom Field') return `${dt}-${fieldname}`;
  return rowName(JSON.stringify([doctype, dt, fieldname, doc]));
}
