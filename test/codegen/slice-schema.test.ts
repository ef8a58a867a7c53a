import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildASTSchema,
  type DocumentNode,
  type GraphQLInputObjectType,
  parse,
  printSchema,
  validate,
  validateSchema,
} from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { sliceSchema } from '../../src/codegen/slice-schema.ts';
import { buildSchema } from '../../src/features/build-schema.ts';
import { DEFAULT_SCHEMA_CONFIG } from '../../src/schema/model/schema-config.ts';
import { ROOT, readText } from '../law/source-files.ts';
import { readErpnextSite, WITHOUT_ERPNEXT } from '../support/erpnext.ts';
import { generate, generateForTada } from './slices.ts';

const SHOP = parse(readText('schema/gateway.graphql'));
const WHOLE = buildASTSchema(SHOP);

function slice(operations: string, deepFilters: string[] = []) {
  return buildASTSchema(sliceSchema(SHOP, [parse(operations)], { deepFilters }));
}

function fieldsOf(schema: ReturnType<typeof slice>, type: string): string[] {
  return Object.keys((schema.getType(type) as GraphQLInputObjectType | undefined)?.getFields() ?? {});
}

describe('a slice of a schema', () => {
  const files = globSync('{test/golden,test/contract/queries,examples}/**/*.graphql', { cwd: ROOT });

  test('is a valid schema, and allows what the schema allows, for every operation of the tests and examples', () => {
    expect(files.length).toBeGreaterThan(80);
    for (const file of files) {
      const operations = parse(readText(file));
      if (validate(WHOLE, operations).length > 0) continue;
      const schema = buildASTSchema(sliceSchema(SHOP, [operations]));
      expect([file, ...validateSchema(schema), ...validate(schema, operations)]).toEqual([file]);
    }
  });

  test('has of types what is selected, and of arguments what is given', () => {
    const schema = slice('{ shopOrders(first: 1) { nodes { name customer { region { name } } } } }');
    expect(fieldsOf(schema, 'ShopOrder')).toEqual(['customer', 'name']);
    expect(fieldsOf(schema, 'ShopCustomer')).toEqual(['region']);
    expect(
      schema
        .getQueryType()
        ?.getFields()
        .shopOrders?.args.map(({ name }) => name),
    ).toEqual(['first']);
    expect(schema.getMutationType()).toBeUndefined();
  });

  test('has a definition of the schema with the root types that are left', () => {
    const named = parse(`schema { query: Query mutation: Mutation }\n${readText('schema/gateway.graphql')}`);
    const schema = buildASTSchema(sliceSchema(named, [parse('mutation { logout }')]));
    expect(schema.getMutationType()?.name).toBe('Mutation');
    expect(buildASTSchema(sliceSchema(named, [parse('{ me { user } }')])).getMutationType()).toBeUndefined();
  });

  test('has the whole input of a variable, and of rows in it', () => {
    const schema = slice('mutation ($i: ShopOrderInput!) { createShopOrder(input: $i) { shopOrder { name } } }');
    const whole = WHOLE.getType('ShopOrderInput') as GraphQLInputObjectType;
    expect(fieldsOf(schema, 'ShopOrderInput')).toEqual(Object.keys(whole.getFields()));
    expect(fieldsOf(schema, 'ShopOrderItemInput')).toContain('qty');
  });

  test('tests documents in filters that are variables, and links by name alone', () => {
    const schema = slice('query ($f: ShopOrderFilter) { shopOrders(filter: $f) { totalCount } }');
    expect(fieldsOf(schema, 'ShopOrderFilter')).toEqual(expect.arrayContaining(['and', 'status', 'customer']));
    expect(fieldsOf(schema, 'ShopOrderFilter')).not.toContain('items');
    expect(fieldsOf(schema, 'AnyDocument_LinkFilter')).toEqual(['eq', 'in', 'isSet', 'like', 'ne', 'notIn', 'notLike']);
    expect(schema.getType('ShopCustomerFilter')).toBeUndefined();
  });

  test('has filters within filters that are written out, or that are asked for', () => {
    const written = slice(`query ($f: ShopOrderFilter, $r: ID) {
      shopOrders(filter: $f) { totalCount }
      open: shopOrders(filter: { customer: { where: { region: { eq: $r } } } }) { totalCount }
    }`);
    expect(fieldsOf(written, 'ShopCustomer_LinkFilter')).toContain('where');
    expect(fieldsOf(written, 'ShopCustomerFilter')).toContain('customer_name');
    const asked = slice('query ($f: ShopOrderFilter) { shopOrders(filter: $f) { totalCount } }', ['ShopOrderItem']);
    expect(fieldsOf(asked, 'ShopOrderItem_RowsFilter')).toEqual(['none', 'some']);
    expect(fieldsOf(asked, 'ShopOrderItemFilter')).toContain('qty');
  });

  test('has the types that fragments name, and one for all others; all where their names are asked for', () => {
    const named = slice('{ shopOrder(name: "") { source { name ... on ShopOrder { status } } } }');
    const implementing = (schema: typeof named) =>
      schema.getPossibleTypes(schema.getType('Document') as never).map(({ name }) => name);
    expect(implementing(named)).toEqual(['ShopOrder', 'UnknownDocument']);
    const all = slice('{ shopOrder(name: "") { source { __typename } } }');
    expect(implementing(all)).toEqual(implementing(WHOLE));
  });
});

describe('gql.tada with a slice', () => {
  test('types variables and answers', { timeout: 60_000 }, async () => {
    const operation = `query Orders($filter: ShopOrderFilter, $orderBy: [ShopOrderOrderBy!]) {
      shopOrders(filter: $filter, orderBy: $orderBy) { nodes { name status grand_total customer { customer_name } } }
    }`;
    const folder = await projectFolder();
    await writeFile(join(folder, 'graphql-env.d.ts'), generateForTada(sliceSchema(SHOP, [parse(operation)])));
    await writeFile(
      join(folder, 'page.ts'),
      `import { initGraphQLTada, type ResultOf, type VariablesOf } from 'gql.tada';
import type { introspection } from './graphql-env.d.ts';
const graphql = initGraphQLTada<{ introspection: introspection; scalars: { Decimal: string } }>();
const Orders = graphql(\`${operation}\`);
export const right: VariablesOf<typeof Orders> = {
  filter: { status: { eq: 'Open' }, customer: { in: ['CUST-00001'] } },
  orderBy: [{ grand_total: 'DESC' }],
};
// @ts-expect-error the schema does not have this option
export const wrong: VariablesOf<typeof Orders> = { filter: { status: { eq: 'Opened' } } };
export const total = (result: ResultOf<typeof Orders>): string | null | undefined =>
  result.shopOrders?.nodes?.[0]?.grand_total;
`,
    );
    expect(await compile(folder)).toBe('');
    await rm(folder, { recursive: true });
  });
});

describe('the client preset with a slice', () => {
  test('writes code that compiles, and names each operation', { timeout: 60_000 }, async () => {
    const operations = globSync('examples/react/src/*.graphql', { cwd: ROOT }).map(readText);
    const files = await generate(SHOP, operations);
    const folder = await projectFolder();
    await mkdir(join(folder, 'gql'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await writeFile(join(folder, 'page.ts'), "export * from './gql/graphql.ts';\nexport * from './gql/gql.ts';\n");
    expect(await compile(folder)).toBe('');
    await rm(folder, { recursive: true });
    const names = operations.flatMap((each) => [...each.matchAll(/^(?:query|mutation|subscription) (\w+)/gm)]);
    for (const [, name] of names) expect(files['gql/graphql.ts']).toContain(`export const ${name}Document`);
  });
});

/** A page of ERPNext: lists with filters and orders, a form, and what changes. */
const PAGE = [
  `fragment Order on SalesOrder {
    id name modified status delivery_date grand_total company { name } customer { id name customer_name }
    items { name idx qty rate item_code { name item_name } warehouse { name } } taxes { name rate }
    _meta { permissions { write submit } comments { content } }
  }`,
  `query Orders($filter: SalesOrderFilter, $orderBy: [SalesOrderOrderBy!], $after: String) {
    salesOrders(filter: $filter, orderBy: $orderBy, first: 20, after: $after) {
      totalCount
      nodes { id name status grand_total customer { id customer_name } items { item_code { item_name } qty } }
      pageInfo { endCursor hasNextPage }
    }
  }`,
  'query OneOrder($name: ID!) { salesOrder(name: $name) { ...Order } }',
  `mutation Save($name: ID!, $input: SalesOrderInput!) {
    updateSalesOrder(name: $name, input: $input) { salesOrder { ...Order } messages { text } }
  }`,
  'mutation Create($input: SalesOrderInput!) { createSalesOrder(input: $input) { salesOrder { ...Order } } }',
  'mutation Submit($name: ID!) { submitSalesOrder(name: $name) { salesOrder { ...Order } } }',
  `query Customers($filter: CustomerFilter) {
    customers(filter: $filter, first: 50) { nodes { id name customer_name territory { name } } }
  }`,
  `query Invoices($filter: SalesInvoiceFilter) {
    salesInvoices(filter: $filter, first: 20) { nodes { id name outstanding_amount } }
  }`,
  `query Items($text: String!) {
    searchLink(doctype: "Item", text: $text, field: "Sales Order Item.item_code") { name label description }
  }`,
  `subscription Changes($after: String) {
    salesOrderChanged(filter: { status: { eq: Draft } }, after: $after) { event name resumeToken salesOrder { ...Order } }
  }`,
  'query Me { me { user fullName roles } }',
];
const MOST_BYTES = 150_000;

describe.skipIf(WITHOUT_ERPNEXT)(
  `a page with ten operations on ERPNext${WITHOUT_ERPNEXT ? ` (skipped: ${WITHOUT_ERPNEXT})` : ''}`,
  () => {
    let erpnext: DocumentNode;
    beforeAll(() => {
      erpnext = parse(printSchema(buildSchema(readErpnextSite(), DEFAULT_SCHEMA_CONFIG).schema), { noLocation: true });
    }, 60_000);

    test('needs less than 150 KB of generated code with the client preset', { timeout: 60_000 }, async () => {
      const files = await generate(erpnext, PAGE);
      expect(Buffer.byteLength(Object.values(files).join(''))).toBeLessThan(MOST_BYTES);
      const [, ...operations] = PAGE;
      expect(files['gql/graphql.ts']?.match(/^export const \w+Document/gm)?.length).toBeGreaterThanOrEqual(
        operations.length,
      );
    });

    test('needs less than 150 KB of generated code with gql.tada', { timeout: 60_000 }, () => {
      const text = generateForTada(
        sliceSchema(
          erpnext,
          PAGE.map((each) => parse(each)),
        ),
      );
      expect(Buffer.byteLength(text)).toBeLessThan(MOST_BYTES);
    });
  },
);

async function projectFolder(): Promise<string> {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, '.cache/slice-'));
  const compilerOptions = {
    module: 'esnext',
    moduleResolution: 'bundler',
    exactOptionalPropertyTypes: false,
    types: [],
  };
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['page.ts'] }),
  );
  return folder;
}

/** @returns the errors of the compiler. */
function compile(folder: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(join(ROOT, 'node_modules/.bin/tsc'), ['--noEmit', '-p', folder], (_, stdout) => resolve(stdout));
  });
}
