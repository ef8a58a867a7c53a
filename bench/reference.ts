import { COLUMNS, type SiteCall, toDocumentCall, toListCall } from './site-calls.ts';
import { type Row, UPDATE, type WorkloadId } from './workloads.ts';

/**
 * Reads the right answers straight from the site, in the plainest way there is: one document at a time. It shares no
 * batching with what it checks.
 */
export async function readReference(
  siteUrl: string,
  authorization: string,
  order: string,
): Promise<Record<WorkloadId, unknown>> {
  const ask = async ({ method, path }: SiteCall) => {
    const answer = await fetch(siteUrl + path, { method, headers: { authorization, accept: 'application/json' } });
    if (!answer.ok) throw new Error(`The site answered ${answer.status} to ${path}: ${await answer.text()}`);
    return ((await answer.json()) as { data: unknown }).data;
  };
  const readDoc = (doctype: string, name: unknown) => ask(toDocumentCall(doctype, String(name))) as Promise<Row>;
  const names = (await ask(toListCall('Shop Order', { fields: ['name'], limit: 500 }))) as Row[];
  const docs: Row[] = [];
  for (const { name } of names) docs.push(await readDoc('Shop Order', name));
  const firstDocs = docs.slice(0, 20);
  const customers = await readNamed(readDoc, 'Shop Customer', firstDocs, 'customer');
  const items = await readNamed(readDoc, 'Shop Item', firstDocs.flatMap(itemsOf), 'item');

  const withCustomer = (doc: Row) => ({ customer_name: customers.get(doc.customer)?.customer_name });
  const withAll = firstDocs.map((doc) => ({
    name: doc.name,
    customer: withCustomer(doc),
    items: itemsOf(doc).map((row) => ({ item: { item_name: items.get(row.item)?.item_name }, qty: row.qty })),
    grand_total: doc.grand_total,
  }));
  return {
    W1: firstDocs.map((doc) => pick(doc, COLUMNS.W1)),
    W2: firstDocs.map((doc) => ({ ...pick(doc, COLUMNS.W1), customer: withCustomer(doc) })),
    W3: withAll,
    W4: pick(await readDoc('Shop Order', order), COLUMNS.W4),
    W5: docs.map((doc) => pick(doc, COLUMNS.W5)),
    W6: { name: order, ...UPDATE },
    W7: withAll,
  };
}

/** @returns the name of a draft order, which may be changed. */
export async function findDraftOrder(siteUrl: string, authorization: string): Promise<string> {
  const filters = [['docstatus', '=', 0]];
  const { path } = toListCall('Shop Order', { fields: ['name'], filters, limit: 1 });
  const answer = await fetch(siteUrl + path, { headers: { authorization, accept: 'application/json' } });
  const { data } = (await answer.json()) as { data?: { name: string }[] };
  const name = data?.[0]?.name;
  if (name === undefined) throw new Error('The site shows no draft Shop Order to the caller.');
  return name;
}

async function readNamed(
  readDoc: (doctype: string, name: unknown) => Promise<Row>,
  doctype: string,
  rows: Row[],
  fieldname: string,
): Promise<Map<unknown, Row>> {
  const found = new Map<unknown, Row>();
  for (const name of new Set(rows.map((row) => row[fieldname]))) found.set(name, await readDoc(doctype, name));
  return found;
}

function itemsOf(doc: Row): Row[] {
  return doc.items as Row[];
}

function pick(row: Row, fields: readonly string[]): Row {
  return Object.fromEntries(fields.map((field) => [field, row[field]]));
}
