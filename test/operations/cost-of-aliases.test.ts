import { describe, expect, test } from 'vitest';
import { startTestGateway } from '../support/start-gateway.ts';
import { useGateway } from '../support/use-gateway.ts';

const TARGET = 'doctype: "Shop Order", name: "SO-2026-00007"';
const ALIASES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const DOCUMENT =
  'document { name modified ... on ShopOrder { customer { customer_name } items { item { item_name } } } }';
const ORDER = 'shopOrder { modified customer { customer_name } _meta { comments { owner { full_name } } } }';
const ATTACH = 'attachTo: { doctype: "Shop Order", name: "SO-2026-00007" }';

const SHARES = 'docSharesByUser(first: 1) { nodes { name } }';
const SHOWN = 'fragment F on Comment { owner { docSharesByUser(first: 1) { nodes { name } } } }';

const BITS = [0, 1, 2, 3, 4, 5, 6];
const FRAGMENTS = BITS.map((bit) => SHOWN.replace('F', `F${bit}`)).join(' ');

/** A field under an alias for each combination of the fragments. */
const combined = (field: string) =>
  Array.from({ length: 99 }, (_, index) => {
    const spread = BITS.filter((bit) => ((index + 1) >> bit) & 1).map((bit) => `...F${bit}`);
    return `c${index}: ${field} { ${spread.join(' ')} }`;
  }).join(' ');

/** A field under many aliases. */
const repeated = (field: string) => ALIASES.map((alias) => `${alias}: ${field}`).join(' ');

const OPERATIONS = [
  ['a document of a comment', `mutation { addComment(${TARGET}, content: "one") { ${repeated(DOCUMENT)} } }`],
  [
    'the author of a comment',
    `mutation { addComment(${TARGET}, content: "two") { ${repeated('comment { owner { full_name modified } }')} } }`,
  ],
  ['a document of a tag', `mutation { addTag(${TARGET}, tag: "many") { ${repeated(DOCUMENT)} } }`],
  [
    'a document of a file',
    `mutation { attachUrl(url: "https://example.com/x.pdf", ${ATTACH}) { ${repeated(DOCUMENT)} file { name } } }`,
  ],
  [
    'a changed document',
    `mutation { updateShopOrder(name: "SO-2026-00007", input: { delivery_date: "2026-12-24" }) { ${repeated(ORDER)} } }`,
  ],
  [
    'documents that lead on from the author of a comment',
    `mutation { addComment(${TARGET}, content: "three") { comment { ${repeated(`owner { ${SHARES} }`)} } } }`,
  ],
  [
    'documents that lead on from the authors of comments',
    `{ shopOrder(name: "SO-2026-00007") { _meta { comments { ${repeated(`owner { ${SHARES} }`)} } } } }`,
  ],
  [
    'a fragment about the authors of comments',
    `${SHOWN} { shopOrder(name: "SO-2026-00007") { _meta { ${repeated('comments { ...F }')} } } }`,
  ],
  [
    'documents of several DocTypes of a search',
    '{ globalSearch(text: "1", first: 500) { document { name ... on ShopRegion { modified } } } }',
  ],
  ['documents of a search', `{ globalSearch(text: "Acme", first: 3) { ${repeated('document { name modified }')} } }`],
  ['a notification', `{ notifications(first: 3) { ${repeated('fromUser { full_name modified }')} } }`],
  [
    'links of a list',
    `{ shopOrders(first: 3) { nodes { ${repeated('customer { customer_name region { modified } }')} } } }`,
  ],
  ['a document', `{ ${repeated('shopOrder(name: "SO-2026-00007") { modified customer { customer_name } }')} }`],
];

describe.for([15, 17] as const)('an operation with many aliases on v%i', (version) => {
  const started = useGateway({ version });

  test.each(OPERATIONS)('makes no more calls than it was estimated to: %s', async (_what, query) => {
    started.site.requests.length = 0;
    const { data, errors, extensions } = await started.query(query);
    expect(errors).toBeUndefined();
    expect(data).toBeTruthy();
    const { cost } = extensions as { cost: { calls: number } };
    expect(started.site.requests.length).toBeGreaterThan(0);
    expect(started.site.requests.length).toBeLessThanOrEqual(cost.calls);
  });
});

test('fragments about authors in many combinations make no more calls than they were estimated to', async () => {
  await using started = await startTestGateway({ version: 15 }, { MAX_COST_CALLS: '5000' });
  const added = await started.query(`mutation { addComment(${TARGET}, content: "one") { comment { name } } }`);
  expect(added.errors).toBeUndefined();
  started.site.requests.length = 0;
  const { errors, extensions } = await started.query(
    `${FRAGMENTS} { shopOrder(name: "SO-2026-00007") { _meta { ${combined('comments')} } } }`,
  );
  expect(errors).toBeUndefined();
  expect(started.site.requests.length).toBeGreaterThan(95);
  expect(started.site.requests.length).toBeLessThanOrEqual((extensions as { cost: { calls: number } }).cost.calls);
});
