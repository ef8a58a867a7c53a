import { type DocField, hasColumn, isTableField, STANDARD_COLUMNS } from './docfield.ts';
import type { DocTypeFile } from './doctype-files.ts';

/** The DocTypes of apps, made into what one site can hold, and one line for each kind of change that this took. */
export interface CompletedDocTypes {
  files: DocTypeFile[];
  notes: string[];
}

/**
 * Completes the DocTypes of apps that refer to DocTypes of other apps. Tables of missing DocTypes are left out, missing
 * link targets get stand-ins, and targets get the fields that `fetch_from` expects of them: apps add those in Python.
 */
export function completeDocTypes(read: readonly DocTypeFile[]): CompletedDocTypes {
  const byName = new Map(read.toReversed().map((file) => [file.name, file]));
  const twice = read.filter((file) => byName.get(file.name) !== file);
  const { kept, absent } = withoutMissingTables([...byName.values()].reverse());
  const missing = missingTargets(kept);
  const { files, added } = withFetchedFields([...kept, ...missing.map(standIn)]);
  const notes = [
    toNote(
      'Defined more than once, the first one is taken',
      twice.map((file) => file.name),
    ),
    toNote('Tables left out because no folder has their DocType', absent),
    toNote('Stand-ins for link targets that no folder has', missing),
    toNote('Fields added because `fetch_from` names them', added),
  ];
  return { files, notes: notes.flat() };
}

function toNote(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${what}: ${[...new Set(names)].sort().join(', ')}`];
}

function withoutMissingTables(files: readonly DocTypeFile[]): { kept: DocTypeFile[]; absent: string[] } {
  const names = new Set(files.map((file) => file.name));
  const isAbsent = (docfield: DocField) => isTableField(docfield) && !names.has(String(docfield.options));
  const toName = (file: DocTypeFile) => (docfield: DocField) =>
    `${file.name}.${docfield.fieldname} (${docfield.options})`;
  return {
    kept: files.map((file) => ({ ...file, fields: file.fields.filter((docfield) => !isAbsent(docfield)) })),
    absent: files.flatMap((file) => file.fields.filter(isAbsent).map(toName(file))),
  };
}

function missingTargets(files: readonly DocTypeFile[]): string[] {
  const names = new Set(files.map((file) => file.name));
  const targets = new Set(files.flatMap((file) => file.fields.flatMap((docfield) => targetsOf(file, docfield))));
  return [...targets].filter((target) => target !== '' && !names.has(target)).sort();
}

/** The DocTypes that a link can lead to: that of a Link, or the choices that a Dynamic Link has. */
function targetsOf({ fields }: DocTypeFile, { fieldtype, options }: DocField): string[] {
  if (fieldtype === 'Link') return [String(options ?? '')];
  if (fieldtype !== 'Dynamic Link') return [];
  const choices = fields.find((other) => other.fieldname === options && other.fieldtype === 'Select');
  return String(choices?.options ?? '').split('\n');
}

function standIn(name: string): DocTypeFile {
  const all = { read: 1, write: 1, create: 1, delete: 1 };
  return {
    doctype: 'DocType',
    name,
    module: 'Stand-ins',
    fields: [{ fieldname: 'title', fieldtype: 'Data', label: 'Title' }],
    permissions: [
      { role: 'System Manager', ...all },
      { role: 'All', read: 1 },
    ],
  };
}

/** Gives link targets the fields that are fetched from them and that they lack. */
function withFetchedFields(files: readonly DocTypeFile[]): { files: DocTypeFile[]; added: string[] } {
  const byName = new Map(files.map((file) => [file.name, { ...file, fields: [...file.fields] }]));
  const added: string[] = [];
  for (const { fields } of files) {
    for (const docfield of fields.filter(hasColumn)) {
      const [, link, source = ''] = /^([^.]+)\..*?([^.]+)$/.exec(String(docfield.fetch_from ?? '')) ?? [];
      const isLink = ({ fieldtype, fieldname }: DocField) => fieldtype === 'Link' && fieldname === link;
      const target = byName.get(String(fields.find(isLink)?.options));
      const isKnown = source in STANDARD_COLUMNS || target?.fields.some(({ fieldname }) => fieldname === source);
      if (target === undefined || isKnown) continue;
      const { fieldtype, label, options } = docfield;
      target.fields.push({ fieldname: source, fieldtype, label: label ?? source, options: options ?? null });
      added.push(`${target.name}.${source}`);
    }
  }
  return { files: [...byName.values()], added };
}
