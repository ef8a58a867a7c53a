import { parseValue, valueFromASTUntyped } from 'graphql';
import { describe, expect, test } from 'vitest';
import { useGateway } from '../support/use-gateway.ts';

const started = useGateway({ version: 15 });

/** Variables by name, as GraphQL writes their values. */
type Values = Readonly<Record<string, string>>;

interface Case {
  readonly title: string;
  readonly types: Values;
  readonly text: string;
  readonly fragment?: string;
  readonly values: readonly Values[];
}

const ORDER = 'name grand_total customer { customer_name region { name modified } } items { qty item { item_name } }';
const TOO_MANY = '100000';
const PAGES = `shopCustomers(first: 2) {
  nodes {
    one: shopOrdersByCustomer(first: $n, offset: 0) { nodes { name } }
    other: shopOrdersByCustomer(offset: $at, first: 2) { nodes { name } }
  }
}`;

const CASES: readonly Case[] = [
  {
    title: 'in the arguments of a list',
    types: { n: 'Int', by: '[ShopOrderOrderBy!]', status: 'ShopOrder_status' },
    text: `shopOrders(first: $n, orderBy: $by, filter: { status: { eq: $status } }) { nodes { ${ORDER} } totalCount }`,
    values: [
      { n: '3', by: '[{ name: ASC }]', status: 'Draft' },
      { n: TOO_MANY, by: '[{ name: ASC }]', status: 'Draft' },
      { n: '2', by: '[{ grand_total: DESC }, { name: ASC }]', status: 'Closed' },
      { n: '0', by: '[]', status: 'Draft' },
    ],
  },
  {
    title: 'that are wrong at first',
    types: { n: 'Int' },
    text: `shopOrders(first: $n, orderBy: [{ name: ASC }]) { nodes { ${ORDER} } }`,
    values: [{ n: TOO_MANY }, { n: '-1' }, { n: '2' }, { n: '4' }],
  },
  {
    title: 'that name a document, next to a root without any',
    types: { name: 'ID!' },
    text: `shopOrder(name: $name) { ${ORDER} } shopCustomers(first: 2) { nodes { customer_name } }`,
    values: [{ name: '"SO-2026-00002"' }, { name: '"none"' }, { name: '"SO-2026-00007"' }],
  },
  {
    title: 'that include fields',
    types: { is: 'Boolean!' },
    text: 'shopOrders(first: 2) { nodes { name customer @include(if: $is) { customer_name } status @skip(if: $is) } }',
    values: [{ is: 'true' }, { is: 'false' }, { is: 'true' }],
  },
  {
    title: 'in arguments below the roots',
    types: { n: 'Int' },
    text: 'shopCustomers(first: 2) { nodes { name shopOrdersByCustomer(first: $n) { nodes { name } } } }',
    values: [{ n: '1' }, { n: '3' }, { n: TOO_MANY }, { n: 'null' }, { n: '1' }],
  },
  {
    title: 'in arguments before and after written ones',
    types: { n: 'Int', at: 'Int' },
    text: PAGES,
    values: [
      { n: '2', at: '0' },
      { n: '1', at: '1' },
    ],
  },
  {
    title: 'in such arguments, where the executor completes the answer',
    types: { n: 'Int', at: 'Int' },
    text: `${PAGES} __proto__: __typename`,
    values: [{ n: '2', at: '0' }],
  },
  {
    title: 'in a fragment whose name means something to JavaScript',
    types: { n: 'Int', is: 'Boolean!' },
    text: 'shopCustomers(first: 2) { nodes { ...__proto__ } }',
    fragment:
      'fragment __proto__ on ShopCustomer { name shopOrdersByCustomer(first: $n) @include(if: $is) { nodes { name } } }',
    values: [
      { n: '1', is: 'true' },
      { n: '2', is: 'true' },
      { n: '1', is: 'false' },
    ],
  },
];

const written = ({ text, fragment = '' }: Case, values: Values) =>
  `{ ${text} } ${fragment}`.replace(/\$(\w+)/g, (_, name) => values[name] ?? '');

const asQuery = ({ types, text, fragment = '' }: Case) => {
  const defined = Object.entries(types).map(([name, type]) => `$${name}: ${type}`);
  return `query (${defined.join(', ')}) { ${text} } ${fragment}`;
};

/** The value that a literal of GraphQL stands for. */
const toJson = (literal: string) => valueFromASTUntyped(parseValue(literal));

describe('variables', () => {
  test.each(CASES)('$title', async (one) => {
    for (const values of one.values) {
      const variables = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toJson(value)]));
      started.site.requests.length = 0;
      const expected = await started.query(written(one, values));
      const calls = started.site.requests.map(({ path }) => path);
      started.site.requests.length = 0;
      const answer = await started.query(asQuery(one), { variables });
      expect(answer.data).toEqual(expected.data);
      expect(answer.extensions).toEqual(expected.extensions);
      expect(answer.errors?.map(({ message, path }) => ({ message, path }))).toEqual(
        expected.errors?.map(({ message, path }) => ({ message, path })),
      );
      expect(started.site.requests.map(({ path }) => path)).toEqual(calls);
    }
  });
});
