import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SHOP_METHODS_FILE } from '../../src/commands/simulation/shop-settings.ts';
import { isMethodAllowed } from '../../src/metadata/method-choice.ts';
import { SHIPPED_PACKS } from '../../src/metadata/shipped-corrections.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const OWN_SEARCH = 'shopfloor.queries.customers';
const ARGUMENTS = ['doctype', 'txt', 'searchfield', 'start', 'page_len', 'filters'];
const DENIED = 'erpnext.controllers.queries.lead_query';

let folder: string;
let gateway: TestGateway;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'search-'));
  const methods = JSON.parse(await readFile(SHOP_METHODS_FILE, 'utf8'));
  methods.methods[OWN_SEARCH] = { args: ARGUMENTS.map((name) => ({ name })) };
  const [METHODS_FILE, SCHEMA_CONFIG_FILE] = ['methods.json', 'config.json'].map((name) => join(folder, name)) as [
    string,
    string,
  ];
  await writeFile(METHODS_FILE, JSON.stringify(methods));
  const deny = [{ name: DENIED, optional: true }];
  await writeFile(SCHEMA_CONFIG_FILE, JSON.stringify({ methods: { deny } }));
  gateway = await startTestGateway({ version: 15 }, { METHODS_FILE, SCHEMA_CONFIG_FILE });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  gateway.site.requests.length = 0;
});

function search(args: string, selection = 'name') {
  return gateway.query(`{ searchLink(doctype: "Shop Customer", text: "", first: 3, ${args}) { ${selection} } }`);
}

/** The arguments of the first call to the site. */
function sent(): URLSearchParams {
  return new URL(gateway.site.requests[0]?.path ?? '', gateway.site.url).searchParams;
}

describe('a search for a link', () => {
  test('suggests the values that the document takes over, by one call more', async () => {
    const { data, errors } = await search('field: "Shop Order.customer"', 'name fetched');
    expect(errors).toBeUndefined();
    expect(data.searchLink.length).toBe(3);
    for (const { fetched } of data.searchLink) {
      expect(Object.keys(fetched).sort()).toEqual(['customer_name', 'region']);
      expect(fetched.customer_name).toEqual(expect.any(String));
    }
    expect(gateway.site.requests.length).toBe(2);
    expect(sent().get('reference_doctype')).toBe('Shop Order');
  });

  test('takes one call if no values are asked for', async () => {
    await search('field: "Shop Order.customer"');
    expect(gateway.site.requests.length).toBe(1);
  });

  test('is done by a function that the file of methods or the apps are known to have', async () => {
    for (const query of [OWN_SEARCH, 'erpnext.controllers.queries.employee_query']) {
      gateway.site.requests.length = 0;
      await search(`query: "${query}"`);
      expect(sent().get('query')).toBe(query);
    }
  });

  test('returns no more than it was asked for, whatever the function finds', async () => {
    const { data } = await search(`query: "${OWN_SEARCH}"`);
    expect(data.searchLink.length).toBe(3);
  });

  test.each([
    ['query: "shopfloor.api.add"', 'query is not a function that searches for the documents of a link.'],
    ['query: "frappe.client.get_list"', 'query is not a function that searches for the documents of a link.'],
    [`query: "${DENIED}"`, 'query is not a function that searches for the documents of a link.'],
    ['field: "Shop Order.status"', 'field must be a Link to Shop Customer, such as "Sales Order Item.item_code".'],
    ['field: "Shop Nothing.customer"', 'field must be a Link to Shop Customer, such as "Sales Order Item.item_code".'],
    ['field: "customer"', 'field must be a Link to Shop Customer, such as "Sales Order Item.item_code".'],
  ])('refuses %s before any call', async (args, message) => {
    const { errors } = await search(args);
    expect(errors?.[0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
    expect(gateway.site.requests).toEqual([]);
  });
});

test('forms name searches that are known', () => {
  const searches = new Set(SHIPPED_PACKS.flatMap((pack) => pack.searches));
  const named = SHIPPED_PACKS.flatMap(({ linkQueries }) =>
    Object.values(linkQueries).flatMap(({ query = [] }) => query),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((query) => !searches.has(query))).toEqual([]);
});

test('the configuration in docs/erpnext.md allows the searches of its forms', async () => {
  const page = await readFile(join(import.meta.dirname, '../../docs/erpnext.md'), 'utf8');
  const { include, methods } = JSON.parse(/```json gateway.config.json\n(.*?)```/s.exec(page)?.[1] ?? '{}');
  const owners = new Set(include.doctypes.flatMap((doctype: string) => [doctype, `${doctype} Item`]));
  const queries = SHIPPED_PACKS.flatMap(({ linkQueries }) =>
    Object.entries(linkQueries).flatMap(([field, { query = [] }]) => (owners.has(field.split('.')[0]) ? query : [])),
  );
  expect(queries.length).toBeGreaterThan(10);
  expect(queries.filter((query) => !isMethodAllowed(query, { deny: [], ...methods }))).toEqual([]);
});
