import type { Row } from '../database/demo-database.ts';
import { SeedError } from './seed-error.ts';

/** A refusal of the site, with what it said. */
export class SiteRefusal extends SeedError {
  readonly status: number;

  constructor(call: string, status: number, reason: string) {
    super(`${call}: ${status} ${reason}`);
    this.status = status;
  }
}

/** The REST API of a site, as one account. */
export interface SiteClient {
  /** All rows of a DocType, or null if the site does not have the DocType. */
  list(doctype: string, fields: string[], filters?: unknown[]): Promise<Row[] | null>;
  /** One document, or null. */
  find(doctype: string, name: string): Promise<Row | null>;
  insert(doctype: string, doc: Row): Promise<Row>;
  update(doctype: string, name: string, values: Row): Promise<Row>;
  /** Inserts up to 200 documents of any DocTypes, all or none. */
  insertMany(docs: Row[]): Promise<void>;
  call(method: string, args?: Row): Promise<unknown>;
  /** The same site as another account. */
  as(authorization: string): SiteClient;
}

type Send = (verb: string, path: string, body?: Row) => Promise<Row>;

/** Speaks to the site at `url` with an Authorization header. */
export function createSiteClient(url: URL, authorization: string): SiteClient {
  const send: Send = (verb, path, body) => sendRequest(url, authorization, verb, path, body);
  const call = async (method: string, args: Row = {}) => (await send('POST', `/api/method/${method}`, args)).message;
  return {
    list: (doctype, fields, filters = []) => listRows(send, doctype, fields, filters),
    find: (doctype, name) => orNull(send('GET', documentPath(doctype, name)).then((answer) => answer.data as Row)),
    insert: async (doctype, doc) => (await send('POST', documentPath(doctype), doc)).data as Row,
    update: async (doctype, name, values) => (await send('PUT', documentPath(doctype, name), values)).data as Row,
    insertMany: async (docs) => void (await call('frappe.client.insert_many', { docs })),
    call,
    as: (other) => createSiteClient(url, other),
  };
}

async function listRows(send: Send, doctype: string, fields: string[], filters: unknown[]): Promise<Row[] | null> {
  const search = new URLSearchParams({
    fields: JSON.stringify(fields),
    filters: JSON.stringify(filters),
    order_by: 'name asc',
    limit_page_length: '0',
  });
  return orNull(send('GET', `${documentPath(doctype)}?${search}`).then((answer) => answer.data as Row[]));
}

function documentPath(doctype: string, name?: string): string {
  return ['/api/resource', doctype, ...(name === undefined ? [] : [name])]
    .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
    .join('/');
}

async function orNull<Value>(answer: Promise<Value>): Promise<Value | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SiteRefusal && error.status === 404) return null;
    throw error;
  }
}

async function sendRequest(url: URL, authorization: string, verb: string, path: string, body?: Row): Promise<Row> {
  const call = `${verb} ${decodeURIComponent(path.split('?')[0] ?? path)}`;
  const response = await fetch(`${url.origin}${path}`, {
    method: verb,
    headers: { authorization, accept: 'application/json', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: Error) => {
    throw new SeedError(`${url.origin} cannot be reached: ${reasonOf(error)}.`);
  });
  const text = await response.text();
  const answer = parseAnswer(text);
  if (!response.ok) throw new SiteRefusal(call, response.status, refusalText(answer));
  if (answer === null) throw new SeedError(`${call}: the answer is not JSON: is ${url.origin} a Frappe site?`);
  return answer;
}

function reasonOf(error: Error): string {
  const { cause } = error;
  if (cause instanceof AggregateError) return String(cause.errors[0]?.message ?? cause.message);
  return cause instanceof Error ? cause.message : error.message;
}

function parseAnswer(text: string): Row | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Row) : null;
  } catch {
    return null;
  }
}

/** The readable text of an error: the last message, else the last line of the exception. */
function refusalText(answer: Row | null): string {
  const messages =
    typeof answer?._server_messages === 'string' ? (JSON.parse(answer._server_messages) as string[]) : [];
  const told = messages.map((message) => String((JSON.parse(message) as Row).message ?? '')).at(-1);
  const exception = String(answer?.exception ?? answer?.exc_type ?? 'no reason given');
  const text = (told || exception)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text.slice(0, 400);
}
