/**
 * A site with the metadata of a whole ERPNext and almost no data, to time the gateway's start with. It answers the
 * calls that read the model from a recorded file, and lists with made-up rows. Run as a process of its own.
 *
 * Environment: ERPNEXT_METADATA (the file), PORT.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { CHANGE_PATH } from './site-calls.ts';

type Row = Record<string, unknown>;
type Tables = Record<string, Row[]>;

const tables = readTables(process.env.ERPNEXT_METADATA ?? '');
const answers = new Map<string, Buffer>();

function readTables(file: string): Tables {
  const recorded = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Tables;
  const modules = new Set((recorded.DocType ?? []).map((row) => String(row.module)));
  // The recording leaves out which app a module belongs to.
  const moduleDefs = [...modules].sort().map((name) => ({ name, app_name: 'erpnext' }));
  return { ...recorded, 'Module Def': moduleDefs };
}

const methods: Record<string, (args: URLSearchParams) => unknown> = {
  'frappe.desk.form.load.getdoctype': (args) => ({ docs: [mergedDocType(args.get('doctype') ?? '')] }),
  'frappe.utils.change_log.get_versions': () => ({
    message: {
      frappe: { title: 'Frappe Framework', version: '17.0.0-dev' },
      erpnext: { title: 'ERPNext', version: '17.0.0-dev' },
    },
  }),
  'frappe.client.get_time_zone': () => ({ message: { time_zone: 'Europe/Berlin' } }),
  'frappe.client.get_count': (args) => ({ message: rowsOf(args.get('doctype') ?? '').length }),
  'frappe.client.get_list': (args) => ({ message: listRows(args.get('doctype') ?? '', args) }),
  'frappe.auth.get_logged_user': () => ({ message: 'Administrator' }),
};

function mergedDocType(name: string): Row {
  const own = (doctype: string) => rowsOf(doctype).filter((row) => row.parent === name);
  const doc = rowsOf('DocType').find((row) => row.name === name) ?? { name };
  return { ...doc, doctype: 'DocType', fields: own('DocField'), permissions: own('DocPerm') };
}

/** A list with the columns that were asked for. DocTypes without recorded rows have as many as there is need for. */
function listRows(doctype: string, args: URLSearchParams): Row[] {
  const fields = JSON.parse(args.get('fields') ?? '["name"]') as (string | Row)[];
  const filters = toTriples(JSON.parse(args.get('filters') ?? '[]'));
  const limit = Number(args.get('limit_page_length') ?? args.get('limit') ?? 20);
  const rows = tables[doctype] ? ordered(rowsOf(doctype), args.get('order_by') ?? '') : madeUpRows(doctype, filters);
  const kept = rows.filter((row) => filters.every(([field, operator, value]) => holds(row, field, operator, value)));
  return (limit === 0 ? kept : kept.slice(0, limit)).map((row) => pick(row, fields, kept.length));
}

function pick(row: Row, fields: readonly (string | Row)[], count: number): Row {
  const picked: Row = {};
  for (const field of fields) {
    if (typeof field === 'string') picked[field] = row[field] ?? null;
    else if ('COUNT' in field) return { [String(field.as)]: count };
    else for (const table of Object.keys(field)) picked[table] = [];
  }
  return picked;
}

type Triple = readonly [field: string, operator: string, value: unknown];

function toTriples(filters: Row | unknown[][]): Triple[] {
  if (Array.isArray(filters)) return filters.filter(Array.isArray).map((one) => one.slice(-3) as unknown as Triple);
  return Object.entries(filters).map(([field, value]) =>
    Array.isArray(value) ? [field, String(value[0]), value[1]] : [field, '=', value],
  );
}

function holds(row: Row, field: string, operator: string, value: unknown): boolean {
  if (operator === '=') return row[field] === value;
  return operator === 'in' && Array.isArray(value) ? value.includes(row[field]) : true;
}

function madeUpRows(doctype: string, filters: readonly Triple[]): Row[] {
  const names = filters.find(([field, operator]) => field === 'name' && operator === 'in')?.[2];
  const fields = rowsOf('DocField').filter((row) => row.parent === doctype);
  return (Array.isArray(names) ? names : ['A', 'B', 'C']).map((name) => {
    const values = fields.map((field) => [field.fieldname, madeUpValue(field, String(name))]);
    return { name, docstatus: 0, ...(Object.fromEntries(values) as Row) };
  });
}

function madeUpValue({ fieldtype, options }: Row, name: string): unknown {
  if (fieldtype === 'Link') return `${options} of ${name}`;
  if (fieldtype === 'Currency' || fieldtype === 'Float') return 1.5;
  if (fieldtype === 'Int' || fieldtype === 'Check') return 0;
  if (fieldtype === 'Date') return '2026-03-01';
  return fieldtype === 'Data' ? `Text of ${name}` : null;
}

function ordered(rows: Row[], orderBy: string): Row[] {
  const keys = orderBy.split(',').map((part) => part.trim().split(' '));
  return rows.toSorted((a, b) => {
    for (const [field = '', direction] of keys) {
      const [left, right] = [a[field] as string, b[field] as string];
      if (left !== right) return (left < right ? -1 : 1) * (direction === 'desc' ? -1 : 1);
    }
    return 0;
  });
}

function rowsOf(doctype: string): Row[] {
  return tables[doctype] ?? [];
}

function changeLabel(): void {
  const now = new Date().toISOString().replace('T', ' ').slice(0, 19);
  const docfield = rowsOf('DocField').find(
    ({ parent, fieldtype }) => parent === 'Sales Invoice' && fieldtype === 'Date',
  );
  const doctype = rowsOf('DocType').find(({ name }) => name === 'Sales Invoice');
  if (!docfield || !doctype) throw new Error('The recording lacks Sales Invoice.');
  Object.assign(docfield, { label: `Day of ${now}`, modified: now });
  doctype.modified = now;
  answers.clear();
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  if (request.url === CHANGE_PATH) {
    changeLabel();
    response.writeHead(204).end();
    return;
  }
  const key = `${request.url} ${body}`;
  const bytes = answers.get(key) ?? toAnswer(request.url ?? '', body);
  if (bytes === null) {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"exc_type":"DoesNotExistError"}');
    return;
  }
  answers.set(key, bytes);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
}

function toAnswer(target: string, body: string): Buffer | null {
  const url = new URL(target, 'http://site');
  const args = body === '' ? url.searchParams : toArguments(JSON.parse(body));
  const [, kind, name = ''] = /^\/api\/(resource|method|v2\/document|v2\/method)\/([^/]+)$/.exec(url.pathname) ?? [];
  if (kind === 'resource' || kind === 'v2/document') {
    return toBytes({ data: listRows(decodeURIComponent(name), args) });
  }
  if (kind === 'v2/method' && name === 'ping') return toBytes({ data: 'pong' });
  const method = kind === 'method' ? methods[name] : undefined;
  return method ? toBytes(method(args)) : null;
}

function toArguments(body: Row): URLSearchParams {
  const texts = Object.entries(body).map(([key, value]) => [
    key,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ]);
  return new URLSearchParams(texts as [string, string][]);
}

function toBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    response.writeHead(500, { 'content-type': 'application/json' }).end('{}');
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
