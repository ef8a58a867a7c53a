import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoSite, FrappeMajor } from '../../demo/demo-site.ts';
import { SHOP_METHODS_FILE } from '../../src/commands/simulation/shop-settings.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

/** An amount as people write it: a sign, 1 to 20 significant digits from 1e-9 up to 1e15, some with an exponent. */
const amount = fc
  .record({
    isNegative: fc.boolean(),
    first: fc.integer({ min: 1, max: 9 }),
    rest: fc.stringMatching(/^[0-9]{0,19}$/),
    magnitude: fc.integer({ min: -9, max: 15 }),
    hasExponent: fc.boolean(),
  })
  .map(({ isNegative, first, rest, magnitude, hasExponent }) => {
    const sign = isNegative ? '-' : '';
    if (hasExponent) return `${sign}${first}${rest === '' ? '' : `.${rest}`}e${magnitude}`;
    const digits = `${first}${rest}`;
    if (magnitude < 0) return `${sign}0.${'0'.repeat(-magnitude - 1)}${digits}`;
    const whole = digits.slice(0, magnitude + 1).padEnd(magnitude + 1, '0');
    const fraction = digits.slice(magnitude + 1);
    return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
  });

/** An amount as its digits and the number of those after its decimal point. */
function toDigits(text: string): { units: bigint; scale: number } {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  let [units, scale] = [BigInt(whole + fraction), fraction.length - Number(power)];
  for (; units !== 0n && units % 10n === 0n; scale -= 1) units /= 10n;
  return { units, scale };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [toDigits(one), toDigits(other)];
  return a.units === b.units && (a.units === 0n || a.scale === b.scale);
}

/** Whether any site keeps it: decimal(21,9), read as a float of 15 digits. */
function mustFit(text: string): boolean {
  const { units, scale } = toDigits(text);
  const digits = String(units).replace('-', '').length;
  return digits <= 15 && scale <= 9 && digits - scale <= 12;
}

/** One way of writing an amount: what to send, where the answer has it, and where the site keeps it. */
interface Way {
  query: string;
  variables: (amount: string, index: number) => Record<string, unknown>;
  path: string;
  doctype: string;
}

const CUSTOMER = 'shopCustomer { name credit_limit } messages { text }';
const ORDER = 'shopOrder { name items { name cost } } messages { text }';
const row = (cost: string) => ({ update: [{ name: ROW, cost }] });
let ROW = '';

const WAYS: [string, Way][] = [
  [
    'an update',
    {
      query: `mutation ($input: ShopCustomerInput!) { answer: updateShopCustomer(name: "CUST-00001", input: $input) { ${CUSTOMER} } }`,
      variables: (credit_limit) => ({ input: { credit_limit } }),
      path: 'input.credit_limit',
      doctype: 'Shop Customer',
    },
  ],
  [
    'a new document',
    {
      query: `mutation ($input: ShopCustomerInput!) { answer: createShopCustomer(input: $input) { ${CUSTOMER} } }`,
      variables: (credit_limit, index) => ({ input: { customer_name: `Money ${index}`, credit_limit } }),
      path: 'input.credit_limit',
      doctype: 'Shop Customer',
    },
  ],
  [
    'a bulk update',
    {
      query: `mutation ($updates: [ShopCustomer_Update!]!) { answer: updateShopCustomers(updates: $updates) { ${CUSTOMER} } }`,
      variables: (credit_limit) => ({ updates: [{ name: 'CUST-00002', input: { credit_limit } }] }),
      path: 'updates.0.input.credit_limit',
      doctype: 'Shop Customer',
    },
  ],
  [
    'documents that are created as one',
    {
      query: `mutation ($inputs: [ShopCustomerInput!]!) { answer: createShopCustomers(inputs: $inputs, atomic: true) { ${CUSTOMER} } }`,
      variables: (credit_limit, index) => ({ inputs: [{ customer_name: `Bulk ${index}`, credit_limit }] }),
      path: 'inputs.0.credit_limit',
      doctype: 'Shop Customer',
    },
  ],
  [
    'a patch of a row',
    {
      query: `mutation ($patch: ShopOrderPatch!) { answer: updateShopOrder(name: "SO-2026-00004", patch: $patch) { ${ORDER} } }`,
      variables: (cost) => ({ patch: { items: row(cost) } }),
      path: 'patch.items.update.0.cost',
      doctype: 'Shop Order Item',
    },
  ],
  [
    'a row of an update',
    {
      query: `mutation ($input: ShopOrderInput!) { answer: updateShopOrder(name: "SO-2026-00004", input: $input) { ${ORDER} } }`,
      variables: (cost) => ({ input: { items: [{ name: ROW, cost }] } }),
      path: 'input.items.0.cost',
      doctype: 'Shop Order Item',
    },
  ],
];

/** A docfield that sizes its column on v17, as `decimal(21,2)`. */
function addPrice({ database }: DemoSite): void {
  const docfield = { fieldname: 'price', label: 'Price', fieldtype: 'Currency', precision: '2' };
  database.insert('Custom Field', { name: 'Shop Customer-price', dt: 'Shop Customer', ...docfield });
  database.define('ALTER TABLE `tabShop Customer` ADD COLUMN price REAL NOT NULL DEFAULT 0');
}

describe.for<FrappeMajor>([14, 15, 16, 17])('an amount of money on v%i', (version) => {
  let running: TestGateway;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'methods-'));
    const file = JSON.parse(await readFile(SHOP_METHODS_FILE, 'utf8'));
    file.methods['shopfloor.api.untyped'].args[1].type = 'Decimal';
    await writeFile(join(folder, 'methods.json'), JSON.stringify(file));
    running = await startTestGateway({ version }, { METHODS_FILE: join(folder, 'methods.json') }, addPrice);
    running.site.database.run(
      "UPDATE `tabShop Order` SET docstatus = 0, status = 'Draft' WHERE name = 'SO-2026-00004'",
    );
    const sql = "SELECT name FROM `tabShop Order Item` WHERE parent = 'SO-2026-00004' ORDER BY idx";
    ROW = String(running.site.database.get(sql)?.name);
  });

  afterAll(async () => {
    await running[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const readStored = async (doctype: string, name: string): Promise<string> => {
    const fieldname = doctype === 'Shop Customer' ? 'credit_limit' : 'cost';
    const column = running.site.database.get(`SELECT "${fieldname}" AS value FROM "tab${doctype}" WHERE name = ?`, [
      name,
    ]);
    return String(column?.value);
  };

  test.each(WAYS)('in %s is stored and shown with its digits, or refused before any call', async (_label, way) => {
    let index = 0;
    await fc.assert(
      fc.asyncProperty(amount, async (signed) => {
        // The shop's own code takes no credit limit below zero.
        const text = way.doctype === 'Shop Customer' ? signed.replace(/^-/, '') : signed;
        index += 1;
        running.site.requests.length = 0;
        const { data, errors } = await running.query(way.query, { variables: way.variables(text, index) });
        const answer = Array.isArray(data?.answer) ? data.answer[0] : data?.answer;
        if (errors !== undefined) {
          expect(mustFit(text), JSON.stringify(errors)).toBe(false);
          expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: way.path });
          expect(errors[0]?.message).toMatch(
            /It has more (than \d+ digits (before|after) the decimal point|digits than the site keeps)/,
          );
          expect(running.site.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
          return;
        }
        expect(answer.messages).toEqual([]);
        const doc = answer.shopCustomer ?? answer.shopOrder;
        const shown = doc.credit_limit ?? doc.items[0].cost;
        const stored = await readStored(way.doctype, doc.items ? ROW : doc.name);
        expect(isSame(shown, text), `shown ${shown}`).toBe(true);
        expect(isSame(stored, text), `stored ${stored}`).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('in an argument of a method is sent with its digits', async () => {
    const query = 'query ($b: Decimal) { shopfloor_api_untyped(a: 1, b: $b) { result } }';
    await fc.assert(
      fc.asyncProperty(amount, fc.boolean(), async (text, isText) => {
        const body = `{"query":${JSON.stringify(query)},"variables":{"b":${isText ? `"${text}"` : text}}}`;
        const answer = await running.send(body);
        const [, shown = ''] = /"result":\{"a":1,"a_type":"int","b":"(.*?)"/.exec(answer) ?? [];
        expect(isSame(shown, text), answer).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('can be asked for by its digits', async () => {
    const filter = { credit_limit: { eq: '12345678.12' } };
    await running.query(
      'mutation { updateShopCustomer(name: "CUST-00003", input: { credit_limit: 12345678.12 }) { messages { text } } }',
    );
    const query =
      'query ($filter: ShopCustomerFilter) { shopCustomers(filter: $filter) { nodes { name credit_limit } } }';
    const { data } = await running.query(query, { variables: { filter } });
    expect(data.shopCustomers.nodes).toEqual([{ name: 'CUST-00003', credit_limit: '12345678.12' }]);
  });

  test.each([
    ['12345678.12', null],
    ['8388608.03', null],
    ['99999999.99', null],
    ['123456789012.123', null],
    ['123456789012.12346', null],
    ['123456789012.123456', 'It has more digits than the site keeps: about 15 in all.'],
    ['9007199254740993', 'It has more than 12 digits before the decimal point.'],
    ['0.0000000001', 'It has more than 9 digits after the decimal point.'],
  ])('%s is %j', async (credit_limit, refusal) => {
    const variables = { input: { credit_limit } };
    const { errors } = await running.query(WAYS[0]?.[1].query ?? '', { variables });
    expect(errors?.[0]?.message ?? null).toBe(refusal && `input.credit_limit: ${refusal}`);
  });

  test.each([
    ['123456789012345', 'It has more than 12 digits before the decimal point.', null],
    ['1234567890123456.5', 'It has more than 12 digits before the decimal point.', null],
    [
      '10000000000000000000',
      'It has more than 12 digits before the decimal point.',
      'It has more than 19 digits before the decimal point.',
    ],
    ['1.234', null, 'It has more than 2 digits after the decimal point.'],
    ['0.10', null, null],
  ])(
    'of two digits after the decimal point: %s is %j, and %j where docfields size their columns',
    async (price, old, sized) => {
      const query = `mutation ($input: ShopCustomerInput!) {
      updateShopCustomer(name: "CUST-00004", input: $input) { shopCustomer { price } messages { text } }
    }`;
      const { data, errors } = await running.query(query, { variables: { input: { price } } });
      const refusal = version === 17 ? sized : old;
      expect(errors?.[0]?.message ?? null).toBe(refusal && `input.price: ${refusal}`);
      if (refusal === null) {
        expect(data.updateShopCustomer.messages).toEqual([]);
        expect(isSame(data.updateShopCustomer.shopCustomer.price, price)).toBe(true);
        const sql = "SELECT price FROM `tabShop Customer` WHERE name = 'CUST-00004'";
        expect(isSame(String(running.site.database.get(sql)?.price), price)).toBe(true);
      }
    },
  );
});
