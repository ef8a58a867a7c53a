import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoSite, FrappeMajor } from '../../demo/demo-site.ts';
import { parseExactJson } from '../../src/exact-json.ts';
import { isStored, isTable } from '../../src/metadata/doctype-meta.ts';
import { parseTime } from '../../src/query/plan/time-text.ts';
import type { DocFieldEntry, DocTypeEntry } from '../../src/schema/model/doctype-entry.ts';
import { type ContractSite, startContractDemo } from '../contract/contract-site.ts';
import { PROPERTY_SITES, runsOr } from './property-sites.ts';
import { STORED, STORED_IN_SINGLE } from './stored-values.ts';

type Row = Record<string, unknown>;

const REAL_SITES = PROPERTY_SITES.filter(([label]) => label.startsWith('http'));
const SITES: [label: string, start: () => Promise<ContractSite>][] = [
  ...([14, 15, 16, 17] as const).map((version): [string, () => Promise<ContractSite>] => [
    `a demo site of v${version}`,
    () => startContractDemo(version as FrappeMajor, addBigInteger),
  ]),
  ...REAL_SITES,
];

/** The one fieldtype that the shop does not have. */
function addBigInteger({ database }: DemoSite): void {
  const docfield = { fieldname: 'big', label: 'Big', fieldtype: 'Int', length: 20 };
  database.insert('Custom Field', { name: 'Shop Customer-big', dt: 'Shop Customer', ...docfield });
  database.define('ALTER TABLE `tabShop Customer` ADD COLUMN big INTEGER NOT NULL DEFAULT 0');
}

const bigInteger = fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }).map(String);

describe.each(SITES)('whatever is read can be written back, on %s', (_label, start) => {
  let site: ContractSite;
  let count = 0;

  beforeAll(async () => {
    site = await start();
  }, 60_000);
  afterAll(() => site[Symbol.asyncDispose]());

  const entryOf = (doctype: string): DocTypeEntry => {
    const entry = site.entries.find(({ meta }) => meta.name === doctype);
    if (entry === undefined) throw new Error(`The schema has no ${doctype}.`);
    return entry;
  };
  const call = async (method: string, body: Row): Promise<unknown> => {
    const answer = await site.rest(`/api/method/frappe.client.${method}`, 'gateway', body);
    expect(answer.status, JSON.stringify(answer.body).slice(0, 600)).toBeLessThan(300);
    return answer.body.message;
  };
  const ask = async (query: string, variables: Row = {}): Promise<Row> => {
    const headers = { authorization: site.authorization('gateway'), 'content-type': 'application/json' };
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${site.url}/graphql`, { method: 'POST', headers, body });
    // Read with all digits, as a client has to whose documents hold such numbers.
    const { data, errors } = parseExactJson(await response.text()) as { data: Row; errors?: unknown };
    expect(errors, body).toBeUndefined();
    return data;
  };

  test('every fieldtype that holds a value has values here', () => {
    const stored = [...entryOf('Shop Customer').inputs, ...entryOf('Shop Settings').inputs].filter(isReadable);
    const missing = stored.filter(({ docfield: { fieldname } }) => !isCovered(fieldname));
    expect(missing.map(({ docfield }) => docfield.fieldname)).toEqual([]);
    const fieldtypes = new Set(stored.map(({ docfield }) => docfield.fieldtype));
    expect(FIELDTYPES.filter((fieldtype) => !fieldtypes.has(fieldtype))).toEqual([]);
  });

  test('in a document', { timeout: 300_000 }, async () => {
    const entry = entryOf('Shop Customer');
    const values = { ...STORED, ...(site.isReal ? {} : { big: bigInteger }) };
    const selection = selectionOf(site, entry);
    await fc.assert(
      fc.asyncProperty(fc.record(values), async (given) => {
        count += 1;
        const name = `ROUND-${process.pid}-${Date.now()}-${count}`;
        const doc = { doctype: 'Shop Customer', name, email: `${name.toLowerCase()}@round.test`, ...given };
        const inserted = (await call('insert', { doc })) as Row;
        const key = { doctype: 'Shop Customer', name: inserted.name };
        try {
          const before = await readRaw(entry, key);
          const { shopCustomer, shopCustomers } = await ask(
            `query ($name: ID!) {
              shopCustomer(name: $name) { ${selection} }
              shopCustomers(filter: { name: { eq: $name } }) { nodes { ${selection} } }
            }`,
            { name: key.name },
          );
          const [listed] = (shopCustomers as { nodes: Row[] }).nodes;
          expect(listed).toEqual(shopCustomer);
          assertCanonical(shopCustomer as Row);
          if ('big' in given) expect((shopCustomer as Row).big).toBe(given.big);
          const { updateShopCustomer } = await ask(
            `mutation ($name: ID!, $input: ShopCustomerInput!) {
              updateShopCustomer(name: $name, input: $input) { shopCustomer { ${selection} } messages { text } }
            }`,
            { name: key.name, input: toInput(site, entry, shopCustomer as Row) },
          );
          const written = updateShopCustomer as { shopCustomer: Row; messages: unknown };
          expect(written.messages).toEqual([]);
          expect(written.shopCustomer).toEqual(shopCustomer);
          expect(await readRaw(entry, key)).toEqual(before);
        } finally {
          if (site.isReal) await call('delete', key);
        }
      }),
      { numRuns: runsOr(site.isReal ? 10 : 20), endOnFailure: site.isReal },
    );
  });

  // Others look at the settings of a shared site, so only those of demo sites change.
  test('in a Single', { timeout: 120_000 }, async () => {
    if (site.isReal) return;
    const entry = entryOf('Shop Settings');
    const selection = selectionOf(site, entry);
    await fc.assert(
      fc.asyncProperty(fc.record(STORED_IN_SINGLE), async (given) => {
        const key = { doctype: 'Shop Settings', name: 'Shop Settings' };
        await call('set_value', { ...key, fieldname: given });
        const before = await readRaw(entry, key);
        const { shopSettings } = await ask(`{ shopSettings { ${selection} } }`);
        const { updateShopSettings } = await ask(
          `mutation ($input: ShopSettingsInput!) {
            updateShopSettings(input: $input) { shopSettings { ${selection} } messages { text } }
          }`,
          { input: toInput(site, entry, shopSettings as Row) },
        );
        expect(updateShopSettings).toEqual({ shopSettings, messages: [] });
        expect(await readRaw(entry, key)).toEqual(before);
      }),
      { numRuns: runsOr(20) },
    );
  });

  /** What REST says of a document. Blanks in JSON, and the form of a time in a Single, are all that may change. */
  async function readRaw(entry: DocTypeEntry, key: Row): Promise<Row> {
    const doc = (await call('get', key)) as Row;
    const values = entry.inputs.filter(isReadable).map(({ docfield: { fieldname, fieldtype } }) => {
      const value = doc[fieldname];
      if (Array.isArray(value))
        return [fieldname, value.map(({ creation, modified, modified_by, ...row }: Row) => row)];
      if (value === undefined || value === null || value === '') return [fieldname, null];
      if (fieldtype === 'JSON' || fieldtype === 'Geolocation') return [fieldname, withoutBlanks(String(value))];
      return [fieldname, entry.meta.isSingle && fieldtype === 'Time' ? parseTime(String(value)) : value];
    });
    return Object.fromEntries(values);
  }
});

function withoutBlanks(json: string): string | null {
  const text = JSON.stringify(parseExactJson(json));
  return text === 'null' ? null : text;
}

/** All that have a column, or rows (frappe/model/__init__.py), but for Password, which nobody reads, and Read Only, which nobody writes. */
const FIELDTYPES =
  `Attach,Attach Image,Autocomplete,Barcode,Check,Code,Color,Currency,Data,Date,Datetime,Duration,Dynamic Link,
Float,Geolocation,HTML Editor,Icon,Int,JSON,Link,Long Text,Markdown Editor,Percent,Phone,Rating,Select,Signature,
Small Text,Table,Table MultiSelect,Text,Text Editor,Time`
    .split(',')
    .map((fieldtype) => fieldtype.trim());

function isCovered(fieldname: string): boolean {
  return (
    fieldname in STORED ||
    fieldname in STORED_IN_SINGLE ||
    ['big', 'email', 'naming_series', 'channels'].includes(fieldname)
  );
}

function isReadable({ docfield }: DocFieldEntry): boolean {
  return isStored(docfield) || isTable(docfield);
}

function childOf(site: ContractSite, { kind }: DocFieldEntry): DocTypeEntry | undefined {
  return kind.kind === 'childTable' ? site.entries.find(({ meta }) => meta.name === kind.target) : undefined;
}

function selectionOf(site: ContractSite, entry: DocTypeEntry): string {
  const select = (field: DocFieldEntry): string => {
    const child = childOf(site, field);
    if (child) return `${field.name} { name ${selectionOf(site, child)} }`;
    if (field.kind.kind === 'link' || field.kind.kind === 'dynamicLink') return `${field.name} { name }`;
    return field.kind.kind === 'scalar' && field.kind.scalar === 'Attachment' ? `${field.name} { url }` : field.name;
  };
  return entry.inputs.filter(isReadable).map(select).join(' ');
}

/** What was read, as the input that stands for it: a link is its name, and a file its address. */
function toInput(site: ContractSite, entry: DocTypeEntry, shown: Row): Row {
  const entries = entry.inputs.filter(isReadable).map((field) => {
    const value = shown[field.name] as Row | null;
    const child = childOf(site, field);
    if (child && Array.isArray(value)) {
      return [field.name, value.map((row: Row) => ({ name: row.name, ...toInput(site, child, row) }))];
    }
    const { kind } = field;
    if (kind.kind === 'link' || kind.kind === 'dynamicLink') return [field.name, value?.name ?? null];
    return [field.name, kind.kind === 'scalar' && kind.scalar === 'Attachment' ? (value?.url ?? null) : value];
  });
  return Object.fromEntries(entries);
}

/** Times have one form each. */
function assertCanonical({ opening_time, last_contact, customer_since }: Row): void {
  if (opening_time !== null) expect(opening_time).toMatch(/^\d{2,3}:\d\d:\d\d(\.(?!0{6})\d{6})?$/);
  if (last_contact !== null) expect(last_contact).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.(?!0{6})\d{6})?$/);
  if (customer_since !== null) expect(customer_since).toMatch(/^\d{4}-\d\d-\d\d$/);
}
