import fc from 'fast-check';
import { type GraphQLNamedType, parseValue, valueFromASTUntyped } from 'graphql';
import { expect, test } from 'vitest';
import { encodeNodeId } from '../../src/schema/model/node-id.ts';
import { useGateway } from '../support/use-gateway.ts';
import { runsOr } from './property-sites.ts';
import { randomOperation } from './random-selection.ts';

const ids = [encodeNodeId('Shop Order', 'SO-2026-00003'), encodeNodeId('Shop Customer', 'CUST-00002'), 'bad'];

/** Variables with their types and values, as GraphQL writes them. */
const VARIABLES: Readonly<Record<string, readonly [type: string, ...values: string[]]>> = {
  yes: ['Boolean!', 'true', 'false'],
  no: ['Boolean!', 'false', 'true'],
  first: ['Int', '1', '3', '0', 'null', '100000'],
  offset: ['Int', '0', '1', 'null'],
  status: ['ShopOrder_status', 'Draft', 'Closed', 'null'],
  filter: ['ShopOrderFilter', '{ status: { eq: Draft } }', '{ items: { some: { qty: { gt: 2 } } } }', 'null'],
  orderBy: ['[ShopOrderOrderBy!]', '[{ grand_total: DESC }, { name: ASC }]', '{ name: DESC }', '[]'],
  name: ['ID!', '"SO-2026-00002"', '"none"'],
  ids: ['[ID!]!', ...ids.map((id) => `"${id}"`), `["${ids.join('", "')}"]`],
  groupBy: ['[ShopOrder_GroupBy!]', '[status]', 'status', '[status, customer]'],
  doctype: ['String', '"Shop Order"', '"Shop Customer"', '"None"', 'null'],
  report: ['ID!', '"Shop Orders by Region"', '"none"'],
};

const ROOTS = [
  'shopOrders(first: $first, orderBy: $orderBy, filter: { status: { eq: $status } })',
  'shopOrders(offset: $offset, filter: $filter, first: $first)',
  'shopOrder(name: $name)',
  'shopCustomers(offset: $offset, first: 2)',
  'shopRegions(first: $first)',
  'shopOrderAggregate(groupBy: $groupBy, first: $first)',
  'globalSearch(text: "Acme", doctype: $doctype, first: $first)',
  'runReport(name: $report)',
  'nodes(ids: $ids)',
];

const ALL = Object.keys(VARIABLES);

/** @returns the text with the values of some of its variables. */
function write(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$(\w+)/g, (variable, name) => values[name] ?? variable);
}

/** Few fields of documents, so that many of them are lists of linked documents. */
function isAllowed({ name }: GraphQLNamedType, field: string): boolean {
  return !/^Shop[A-Z][a-z]+$/.test(name) || /^(name|status|customer|region|items|_meta)$|By[A-Z]/.test(field);
}

/** These lists take arguments. */
function withArguments(text: string): string {
  return text.replace(/: (\w+By[A-Z]\w*) /g, ': $1(offset: $offset, first: $first) ');
}

const values = fc.record(
  Object.fromEntries(Object.entries(VARIABLES).map(([name, [, ...some]]) => [name, fc.constantFrom(...some)])),
);

const started = useGateway({ version: 15 }, { DEFAULT_PAGE_SIZE: '3' });

/** Asks, and gives what must not depend on how values are written. */
async function ask(query: string, variables: Record<string, unknown>, as: 'gateway' | 'bob') {
  started.site.requests.length = 0;
  const { data, errors, extensions } = await started.query(query, { variables, as });
  const calls = started.site.requests.map(({ method, path }) => `${method} ${path}`).sort();
  const found = errors?.map(({ message, path, extensions: { code, field } }) => ({ message, path, code, field }));
  return { data: JSON.stringify(data), errors: found?.map((error) => JSON.stringify(error)).sort(), extensions, calls };
}

test('variables are answered as their values are, whatever came before', { timeout: 600_000 }, async () => {
  const operations = randomOperation(started.gateway.site.current().schema, ROOTS, isAllowed);
  // The executor completes each answer with a root named `__proto__`.
  const root = fc.constantFrom('all', '__proto__');
  const requests = fc.array(fc.tuple(values, fc.constantFrom('gateway', 'bob')), { minLength: 2, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(
      operations,
      root,
      values,
      fc.subarray(ALL),
      requests,
      async (operation, first, fixed, names, all) => {
        const written = Object.fromEntries(names.map((name) => [name, fixed[name] as string]));
        const parts = [operation.fragments, `{ ${first}: __typename ${operation.selection} }`].map(withArguments);
        const [fragments, body] = parts.map((part) => write(part, written)) as [string, string];
        const used = ALL.filter((name) => `${fragments} ${body}`.includes(`$${name}`));
        const types = used.map((name) => `$${name}: ${VARIABLES[name]?.[0]}`).join(', ');
        const query = `${fragments} query ${types && `(${types})`} ${body}`;
        for (const [given, as] of all) {
          const variables = used.map((name) => [name, valueFromASTUntyped(parseValue(given[name] as string))]);
          const expected = await ask(write(`${fragments} ${body}`, given), {}, as as 'gateway' | 'bob');
          expect(await ask(query, Object.fromEntries(variables), as as 'gateway' | 'bob')).toEqual(expected);
        }
      },
    ),
    { numRuns: runsOr(60), endOnFailure: true },
  );
});
