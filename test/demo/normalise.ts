import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from './recording.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const TIMESTAMP = /^2026-11-21 \d{2}:\d{2}:\d{2}(\.\d+)?$/;
const ROW_NAME = /^[0-9a-v]{10}$/;
const STANDARD_KEYS = [
  'doctype',
  'name',
  'owner',
  'creation',
  'modified',
  'modified_by',
  'docstatus',
  'idx',
  'parent',
  'parentfield',
  'parenttype',
];
const META_KEYS = {
  doctype: keysOf('doctype'),
  docfield: keysOf('docfield', 'dt', 'insert_after', 'is_custom_field', 'is_system_generated'),
  docperm: keysOf('docperm'),
};

/** An answer without what differs between any two sites: times, generated names, tracebacks, lengths of pages. */
export function normaliseAnswer(answer: Answer): Answer {
  const isPage = answer.contentType === 'text/html';
  return { ...answer, body: isPage ? '<page>' : normalise(answer.body as Json, '') };
}

/** Rows without their order and identity: for lists that name no order. */
export function withoutIdentity(answer: Answer): Answer {
  const body = answer.body as { data?: { name?: unknown }[] };
  return { ...answer, body: { ...body, data: body.data?.map((row) => ({ ...row, name: '<any>' })) } };
}

/** Rows in an order of their own: MariaDB gives child rows of one parent in no certain order. */
export function withSortedRows(answer: Answer): Answer {
  const body = answer.body as { data?: unknown[] };
  return { ...answer, body: { ...body, data: body.data?.map((row) => JSON.stringify(row)).sort() } };
}

/** DocTypes of the demo site that the recorded sites did not have. */
const NOT_RECORDED = ['Shop Delivery', 'Shop Delivery Stop'];

/** The list of DocTypes without those of the framework (each version has its own) and those that were not recorded. */
export function appDocTypes(answer: Answer): Answer {
  const body = answer.body as { data: { name: string; module: string; custom: number }[] };
  const isOfApp = (row: { module: string; custom: number }) => row.module === 'Shopfloor' || row.custom === 1;
  return { ...answer, body: { data: body.data.filter((row) => isOfApp(row) && !NOT_RECORDED.includes(row.name)) } };
}

/** Metadata cut to what the DocTypes of the demo model: no desk assets, no columns of one version alone. */
export function modelledMetadata(answer: Answer): Answer {
  return { ...answer, body: cut(answer.body as Json) };
}

function normalise(value: Json, key: string): Json {
  if (Array.isArray(value)) return value.map((part) => normalise(part, ''));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, normalise(part, name)]));
  }
  if (typeof value !== 'string') return value;
  if (key === 'exc' || key === '_debug_messages' || value === '<traceback>' || value.startsWith('Traceback'))
    return '<traceback>';
  if (key === '_server_messages') return serverMessages(value);
  if (key === 'iss' || key === 'sub') return `<${key}>`;
  if (TIMESTAMP.test(value)) return '<time>';
  // MariaDB quotes what follows in its own SQL.
  if (value.includes('right syntax to use near')) return value.replace(/(use near ).*/s, '$1<sql>');
  return key === 'name' && ROW_NAME.test(value) ? '<row>' : value;
}

/** The double encoding is undone, so that blanks in it do not count. */
function serverMessages(text: string): Json {
  return (JSON.parse(text) as string[]).map((entry) => {
    const { __frappe_exc_id: id, ...message } = JSON.parse(entry) as { [key: string]: Json };
    return id === undefined ? message : { ...message, __frappe_exc_id: '<id>' };
  });
}

function cut(value: Json): Json {
  if (Array.isArray(value)) return value.map(cut);
  if (value === null || typeof value !== 'object') return value;
  const modelled = modelledKeys(value);
  const entries = Object.entries(value).filter(([key]) => modelled === undefined || modelled.has(key));
  return Object.fromEntries(entries.map(([key, part]) => [key, cut(part)]));
}

function modelledKeys(value: { [key: string]: Json }): ReadonlySet<string> | undefined {
  if (value.fieldname !== undefined && (value.dt === undefined || value.is_custom_field !== undefined))
    return META_KEYS.docfield;
  if (value.role !== undefined) return META_KEYS.docperm;
  return value.issingle !== undefined ? META_KEYS.doctype : undefined;
}

/** The fields that the demo's own DocType, DocField and DocPerm have; the hash of the file is each site's own. */
function keysOf(file: string, ...more: string[]): ReadonlySet<string> {
  const path = join(import.meta.dirname, `../../demo/doctypes/core/${file}.json`);
  const { fields } = JSON.parse(readFileSync(path, 'utf8')) as { fields: { fieldname: string }[] };
  const keys = new Set([...STANDARD_KEYS, ...more, ...fields.map((docfield) => docfield.fieldname)]);
  keys.delete('migration_hash');
  return keys;
}
