import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

type Json = Record<string, unknown>;

/** A field as a test writes it: `[fieldname, fieldtype, the rest]`. */
export type FieldSpec = readonly [fieldname: string, fieldtype: string, more?: Json];

/** A made-up app on disk, gone at the end of its scope. */
export interface AppFolder extends Disposable {
  path: string;
}

/** Writes an app of DocType files, and of files that are none, by their paths. */
export function writeApp(doctypes: readonly Json[], others: Readonly<Record<string, string>> = {}): AppFolder {
  const path = mkdtempSync(join(tmpdir(), 'demo-app-'));
  const write = (name: string, content: string) => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  };
  for (const doctype of doctypes) {
    const word = String(doctype.name).toLowerCase().replaceAll(' ', '_');
    write(`yard/yard/doctype/${word}/${word}.json`, JSON.stringify(doctype));
  }
  for (const [name, content] of Object.entries(others)) write(name, content);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** A DocType in the form in which `bench` exports it. */
export function doctypeOf(name: string, fields: readonly FieldSpec[], more: Json = {}): Json {
  const rights = { read: 1, write: 1, create: 1, delete: 1, submit: 1, cancel: 1, amend: 1 };
  return {
    doctype: 'DocType',
    name,
    module: 'Yard',
    fields: fields.map(([fieldname, fieldtype, rest]) => ({
      fieldname,
      fieldtype,
      label: toLabel(fieldname),
      ...rest,
    })),
    permissions: more.istable ? [] : [{ role: 'Yard Master', ...rights }],
    ...more,
  };
}

function toLabel(fieldname: string): string {
  const words = fieldname.split('_').filter((word) => word !== '');
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(' ');
}
