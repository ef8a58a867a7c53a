import fc from 'fast-check';
import type { GraphQLNamedType } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DemoSite, FrappeMajor } from '../../demo/demo-site.ts';
import { encodeNodeId } from '../../src/schema/model/node-id.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { runsOr } from './property-sites.ts';
import { DIRECTIVE_VARIABLES, type RandomOperation, randomOperation, toQuery } from './random-selection.ts';

/** Docfields whose names mean something to JavaScript, JSON or promises. */
const HARD_FIELDS = ['then', 'constructor', 'toJSON', '__proto__', 'hasOwnProperty', 'valueOf', 'length'];

/** JSON that loses something in most parsers. */
const HARD_JSON = [
  '{"__proto__": {"a": -0}, "then": 1, "constructor": null, "toJSON": "x"}',
  '[1e999, -1e999, -0, 1E5, 12345678901234567890.10]',
  '{"bare": "\\ud800", "\\udc00": "\\u2028</script>"}',
  '{"n": NaN}',
  `${'['.repeat(60)}1${']'.repeat(60)}`,
  '"text"',
  'null',
  '',
];

/** How a site breaks, for each DocType in turn. */
const FAULTS = [
  { status: 500, body: '{"exc_type":"TypeError"}' },
  { status: 403, body: '{"exc_type":"PermissionError"}' },
  { status: 200, body: '{"data": "not a list"}' },
  { status: 404, body: '{"exc_type":"DoesNotExistError"}' },
];
const BREAKABLE = ['Shop Customer', 'Shop Item', 'Shop Region', 'Shop Order', 'Shop Tag', 'User', 'Shop Delivery'];

interface Breakage {
  readonly doctype: string;
  readonly fault: (typeof FAULTS)[number];
}

/** Answers with errors are the executor's own, so most sites are whole. */
const breakage: fc.Arbitrary<Breakage | null> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.record({ doctype: fc.constantFrom(...BREAKABLE), fault: fc.constantFrom(...FAULTS) }),
  },
);

const ROOTS = [
  'shopOrders(first: 6, orderBy: [{ order_date: DESC }])',
  'shopOrders(first: 3, filter: { items: { some: { qty: { gt: 2 } } } })',
  'shopOrder(name: "SO-2026-00002")',
  'shopOrder(name: "none")',
  'shopCustomers(first: 8)',
  'shopCustomer(name: "CUST-00003")',
  'shopDeliveries(first: 4)',
  'shopNotes(first: 6)',
  'shopRegions(first: 5)',
  'shopItems(first: 5)',
  'shopMetrics(first: 3)',
  'shopSettings',
  'shopOrderAggregate(groupBy: [status, order_date], first: 4)',
  `node(id: "${encodeNodeId('Shop Order', 'SO-2026-00003')}")`,
  `nodes(ids: ["bad", "${encodeNodeId('Shop Order', 'SO-2026-00001')}", "${encodeNodeId('Shop Customer', 'CUST-00002')}", "${encodeNodeId('Shop Tag', 'none')}"])`,
];

/** Each of them reads 500 rows: together more than the gateway writes at once. */
const LONG_ROOTS = ['shopOrders(first: 500, orderBy: [{ name: DESC }])', 'shopCustomers(first: 500, offset: 500)'];
const LONG_LISTS = `
  orders: ${LONG_ROOTS[0]} { totalCount nodes { __typename id docstatus owner { name } creation items { qty item { name } } } }
  customers: ${LONG_ROOTS[1]} { nodes { name tags { tag { name } } contacts { contact_name } } pageInfo { endCursor } }
`;

/** Fields whose pages would multiply the rows. */
const MANY = /By[A-Z]/;

/** Without the fields that ask the site once for each document, for which operations would be refused. */
const isAllowed = (type: GraphQLNamedType, field: string) =>
  !/DocumentMeta$/.test(type.name) || ['title', 'tags', 'parent'].includes(field);

function writeHardValues({ database }: DemoSite): void {
  HARD_FIELDS.forEach((fieldname, index) => {
    const docfield = { dt: 'Shop Note', label: fieldname, fieldname, fieldtype: 'Data' };
    database.insert('Custom Field', { name: `Shop Note-${fieldname}`, ...docfield, idx: 50 + index });
    database.define(`ALTER TABLE \`tabShop Note\` ADD COLUMN \`${fieldname}\` TEXT`);
    database.run(`UPDATE \`tabShop Note\` SET \`${fieldname}\` = ? WHERE rowid % 2 = ?`, [fieldname, index % 2]);
  });
  HARD_JSON.forEach((json, index) => {
    const where = `WHERE rowid % ${HARD_JSON.length} = ?`;
    database.run(`UPDATE \`tabShop Customer\` SET preferences = ?, location = ? ${where}`, [json, json, index]);
  });
  const set = (assignments: string, remainder: number) =>
    database.run(`UPDATE \`tabShop Customer\` SET ${assignments} WHERE rowid % 7 = ${remainder}`);
  set("status = 'No Option', customer_name = 'NaN', discount_factor = -0.0", 0);
  set("employees = 9007199254740993, credit_limit = 1e-9, notes = 'a\u2028b\"\\\u0007'", 1);
  set("opening_time = '10:00:05.5', lead_time = -1, brand_color = '', satisfaction = 0", 2);
}

interface Answer {
  readonly data: string;
  readonly errors: readonly string[];
  readonly extensions: unknown;
  readonly calls: number;
}

/** Requests have IDs, and an operation with one root more has other lines. */
function withoutRequest(error: unknown): string {
  return JSON.stringify(error).replace(/"requestId":"[^"]+"/, '');
}

describe.each<FrappeMajor>([15, 17])('answers that the gateway writes itself, on a demo site of v%i', (version) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    const env = { DEFAULT_PAGE_SIZE: '3', MAX_COST_CALLS: '100000', MAX_COST_ROWS: '10000000' };
    gateway = await startTestGateway({ version, scale: 'full', clock: 'stepping' }, env, writeHardValues);
  });
  beforeEach(() => {
    gateway.site.fault = undefined;
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const schemaOf = () => gateway.gateway.site.current().schema;

  /** Asks, and gives the data as text, the errors in any order, and the number of calls that it took. */
  async function ask(query: string): Promise<Answer> {
    gateway.site.requests.length = 0;
    const text = await gateway.send(JSON.stringify({ query, variables: DIRECTIVE_VARIABLES }), { as: 'gateway' });
    const { errors = [], extensions } = JSON.parse(text) as { errors?: unknown[]; extensions: unknown };
    // No alias is called so, and quotes in values are escaped. Extensions come before or after it.
    const data = text.slice(text.lastIndexOf('"data":')).replace(/(,"extensions":\{"cost":\{[^}]*\}\})?\}$/, '');
    return { data, errors: errors.map(withoutRequest).sort(), extensions, calls: gateway.site.requests.length };
  }

  /** The executor of graphql-js completes each answer with a root named `__proto__`. */
  async function assertAsByExecutor(operation: RandomOperation): Promise<Answer> {
    const executed = await ask(toQuery(operation, '__proto__: __typename'));
    const expected = { ...executed, data: executed.data.replace(/,"__proto__":"Query"(?=\}$)/, '') };
    const query = toQuery(operation);
    // The first time by yoga, which validates the document, and then without it.
    expect(await ask(query)).toEqual(expected);
    expect(await ask(query)).toEqual(expected);
    return expected;
  }

  test('are those of the executor, byte for byte', { timeout: 600_000 }, async () => {
    const outcomes = { valid: 0, broken: 0, invalid: 0 };
    const operations = randomOperation(schemaOf(), ROOTS, isAllowed);
    await fc.assert(
      fc.asyncProperty(operations, breakage, async (operation, broken) => {
        const path = broken && encodeURIComponent(broken.doctype);
        gateway.site.fault = (request) => (path && request.path.includes(path) ? broken.fault : undefined);
        const { data, errors } = await assertAsByExecutor(operation);
        outcomes[data.startsWith('"data":') ? (errors.length > 0 ? 'broken' : 'valid') : 'invalid'] += 1;
      }),
      { numRuns: runsOr(60), endOnFailure: true },
    );
    expect(outcomes.valid).toBeGreaterThan(0);
    expect(outcomes.broken).toBeGreaterThan(0);
    expect(outcomes.invalid).toBe(0);
  });

  test('are those of the executor where they have thousands of rows', { timeout: 600_000 }, async () => {
    const operations = randomOperation(
      schemaOf(),
      LONG_ROOTS,
      (type, field) => !MANY.test(field) && isAllowed(type, field),
    );
    await fc.assert(
      fc.asyncProperty(operations, async (operation) => {
        const selection = `${operation.selection} ${LONG_LISTS}`;
        const { data, extensions } = await assertAsByExecutor({ ...operation, selection });
        expect(extensions).toHaveProperty('cost');
        expect(data.length).toBeGreaterThan(100_000);
      }),
      { numRuns: runsOr(6), endOnFailure: true },
    );
  });
});
