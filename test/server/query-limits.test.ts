import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const COUNTS = {
  MAX_QUERY_DIRECTIVES: '3',
  MAX_QUERY_ALIASES: '2',
  MAX_QUERY_ROOT_FIELDS: '98',
  MAX_QUERY_BYTES: '2000',
};

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({}, { MAX_QUERY_TOKENS: '100', MAX_QUERY_DEPTH: '5', ...COUNTS });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const DEEP = 'The query nests more than 5 levels.';
const owners = (count: number) => `${'owner { '.repeat(count)} name ${'}'.repeat(count)}`;

test.each([
  ['too deep', `{ shopTags { nodes { ${owners(3)} } } }`, DEEP],
  ['too deep through fragments', `{ shopTags { nodes { ...A } } } fragment A on ShopTag { ${owners(3)} }`, DEEP],
  ['brackets alone', `{ ${'a { '.repeat(13)}`, DEEP],
  ['a deep value', `{ shopTags(filter: ${'{not: '.repeat(13)}`, DEEP],
  ['too long', `{ ${'__typename '.repeat(99)} }`, 'The query has more than 100 tokens.'],
  ['too many directives', `{ __typename ${'@skip(if: false) '.repeat(4)}}`, 'The query has more than 3 directives.'],
  ['too many unknown directives', `{ __typename ${'@aa'.repeat(4)} }`, 'The query has more than 3 directives.'],
  ['too many aliases', '{ a: __typename b: __typename c: __typename }', 'The query has more than 2 aliases.'],
  ['too many bytes', `# ${'x'.repeat(2000)}`, 'The query is longer than 2000 bytes.'],
])('%s is refused', async (_what, query, message) => {
  expect((await gateway.query(query)).errors).toMatchObject([
    { message, extensions: { code: 'BAD_USER_INPUT', field: 'query' } },
  ]);
});

test.each([
  ['as deep as is allowed', `{ shopTags(first: 1) { nodes { ${owners(2)} } } }`],
  ['as deep through fragments', `{ shopTags(first: 1) { nodes { ...A } } } fragment A on ShopTag { ${owners(2)} }`],
  ['as many directives', '{ a: __typename @skip(if: false) @include(if: true) b: __typename @skip(if: false) }'],
  ['as long as is allowed', `{ ${'__typename '.repeat(98)} }`],
])('%s is answered', async (_what, query) => {
  expect((await gateway.query(query)).errors).toBeUndefined();
});

test('a circle of fragments is refused by validation', async () => {
  const answer = await gateway.query('{ ...A } fragment A on Query { ...A }');
  expect(answer.errors?.[0]?.message).toContain('Cannot spread fragment "A" within itself');
});

test('variables that are nested too deep are refused', async () => {
  let filter: object = { name: { eq: 'x' } };
  for (let level = 0; level < 1_000; level += 1) filter = { not: filter };
  const query = 'query ($filter: ShopTagFilter) { shopTags(filter: $filter) { nodes { name } } }';
  const answer = await gateway.query(query, { variables: { filter } });
  expect(answer.errors?.[0]).toMatchObject({
    message: 'The variables are nested deeper than 10 levels.',
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
