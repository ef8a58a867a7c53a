import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoSite } from '../../demo/demo-site.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

/** What gunicorn takes at most, as every proxy in front of a site does. */
const LONGEST_LINE = 4_000;
const WIDTH = 140;
const NAMES = Array.from({ length: WIDTH }, (_, index) => `custom_column_of_a_wide_list_${index}`);
const COLUMNS = NAMES.join(' ');

/** v17 takes nested filters in the URL of a v2 list only; sites before it find the same by other calls. */
describe('lists with more columns than fit into a URL', () => {
  let gateway: TestGateway;
  let older: TestGateway;
  beforeAll(async () => {
    [gateway, older] = await Promise.all([
      startTestGateway({ version: 17 }, { MAX_COST_CALLS: '1000' }, widen),
      startTestGateway({ version: 15 }, { MAX_COST_CALLS: '1000' }, widen),
    ]);
  });
  afterAll(() => Promise.all([gateway[Symbol.asyncDispose](), older[Symbol.asyncDispose]()]));

  const TWO_KEYS = 'orderBy: [{ customer_since: DESC }, { employees: ASC }]';
  const TWO_ORS = `filter: {
    and: [
      { or: [{ customer_type: { eq: Company } }, { city: { eq: "Berlin" } }] }
      { or: [{ currency: { where: { name: { eq: "EUR" } } } }, { employees: { gt: 20000 } }] }
    ]
  }`;
  const LONG_OR = `filter: { or: [
    { and: [{ city: { eq: "Berlin" } }, { customer_name: { notIn: [${longNames(18)}] } }] }
    { and: [{ employees: { gt: 20000 } }, { customer_name: { ne: "nobody" } }] }
  ] }`;

  test.each([
    ['by two keys, page after page', `${TWO_KEYS}`],
    ['with two alternatives', TWO_ORS],
    ['with two alternatives by two keys, page after page', `${TWO_ORS}, ${TWO_KEYS}`],
    ['by a text that is long itself', 'orderBy: [{ tagline: ASC }, { city: DESC }]'],
    [
      'with alternatives by texts that are long themselves',
      `${TWO_ORS}, orderBy: [{ tagline: ASC }, { slogan: DESC }]`,
    ],
    ['with alternatives as long as a URL', LONG_OR],
    ['with alternatives as long as a URL by two keys', `${LONG_OR}, ${TWO_KEYS}`],
  ])('%s', async (_label, args) => {
    const pages = await readPages(gateway, args);
    expect(pages.length).toBeGreaterThan(1);
    const expected = await readPages(older, args);
    expect(pages).toEqual(expected);
    const lines = gateway.site.requests.map(({ method, path }) => `${method} ${path} HTTP/1.1`.length);
    expect(Math.max(...lines)).toBeLessThanOrEqual(LONGEST_LINE);
    expect(gateway.site.requests.filter(({ status }) => status !== 200)).toEqual([]);
  });

  test('by more keys than fit into a URL', async () => {
    const args = `${TWO_ORS}, orderBy: [${NAMES.map((name) => `{ ${name}: DESC }`).join()}]`;
    const query = `{ shopCustomers(${args}, first: 5) { nodes { name ${COLUMNS} } } }`;
    expect(await ask(gateway, query)).toEqual(await ask(older, query));
  });

  test('read backward, count and cost what they said', async () => {
    for (const args of [`${TWO_ORS}, ${TWO_KEYS}`, `${LONG_OR}, ${TWO_KEYS}`]) {
      const query = `{ shopCustomers(${args}, last: 4) {
        totalCount nodes { name ${COLUMNS} } pageInfo { startCursor hasPreviousPage }
      } }`;
      const page = await ask(gateway, query);
      expect(page).toEqual(await ask(older, query));
      const before = JSON.stringify(page.shopCustomers.pageInfo.startCursor);
      const previous = query.replace('last: 4', `last: 4, before: ${before}`);
      expect(await ask(gateway, previous)).toEqual(await ask(older, previous));
    }
  });
});

function widen(site: DemoSite): void {
  const add = (fieldname: string) => {
    site.database.insert('Custom Field', {
      name: `Shop Customer-${fieldname}`,
      dt: 'Shop Customer',
      label: fieldname,
      fieldtype: 'Data',
      fieldname,
    });
    site.database.define(`ALTER TABLE \`tabShop Customer\` ADD COLUMN \`${fieldname}\` TEXT COLLATE NOCASE`);
  };
  for (const name of [...NAMES, 'tagline', 'slogan']) add(name);
  site.database.run(`UPDATE \`tabShop Customer\` SET ${NAMES.map((name) => `${name} = city || name`).join(', ')}`);
  // Each character takes nine bytes in a URL.
  const long = `substr('${'長'.repeat(120)}', 1, 100 + length(city)) || city`;
  site.database.run(`UPDATE \`tabShop Customer\` SET tagline = ${long}, slogan = ${long} || name`);
}

function longNames(count: number): string {
  return Array.from({ length: count }, (_, index) => JSON.stringify(`${'長'.repeat(25)}${index}`)).join();
}

function costOf(extensions: Record<string, unknown> | undefined): number {
  const cost = extensions?.cost as { calls: number } | undefined;
  return cost?.calls ?? 0;
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
async function ask(gateway: TestGateway, query: string, variables: Record<string, unknown> = {}): Promise<any> {
  gateway.site.requests.length = 0;
  const { data, errors, extensions } = await gateway.query(query, { variables });
  expect(errors).toBeUndefined();
  expect(gateway.site.requests.length).toBeLessThanOrEqual(costOf(extensions));
  return data;
}

async function readPages(gateway: TestGateway, args: string): Promise<unknown[]> {
  const pages: unknown[] = [];
  let after: string | null = null;
  do {
    const query = `query ($after: String) { shopCustomers(${args}, first: 5, after: $after) {
      nodes { name ${COLUMNS} } pageInfo { endCursor hasNextPage }
    } }`;
    const { shopCustomers } = await ask(gateway, query, { after });
    pages.push(shopCustomers.nodes);
    after = shopCustomers.pageInfo.hasNextPage ? shopCustomers.pageInfo.endCursor : null;
  } while (after !== null && pages.length < 4);
  return pages;
}
