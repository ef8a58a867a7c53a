import type { DemoUserName } from '../../demo/seed/demo-users.ts';

/** A caller of the soak. */
export type SoakCaller = Extract<DemoUserName, 'alice' | 'bob' | 'carol'> | 'guest';

/** One operation: a document out of few, values as variables, and who asks. */
export interface SoakOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly as: SoakCaller;
}

const CALLERS: readonly SoakCaller[] = ['alice', 'bob', 'carol', 'guest'];
const ORDERS = Array.from({ length: 8 }, (_, index) => `SO-2026-0000${index + 1}`);

/** The documents, each with the values that it is asked with. The caches of the gateway hold all of them. */
const DOCUMENTS: readonly (readonly [query: string, variables: readonly SoakOperation['variables'][]])[] = [
  [
    'query Orders($first: Int!) { shopOrders(first: $first, orderBy: [{ name: ASC }]) { nodes { name status grand_total customer { customer_name region { name } } items { qty item { item_name } } } } }',
    [{ first: 2 }, { first: 20 }, { first: 50 }],
  ],
  [
    'query Order($name: ID!) { shopOrder(name: $name) { name status transaction_date customer { customer_name } items { item { name item_name } qty rate } } }',
    ORDERS.map((name) => ({ name })),
  ],
  [
    'query Customers($isVip: Boolean!) { shopCustomers(first: 10, filter: { is_vip: { eq: $isVip } }, orderBy: [{ name: ASC }]) { nodes { name customer_name credit_limit } totalCount } }',
    [{ isVip: true }, { isVip: false }],
  ],
  [
    'query Items($first: Int!) { shopItems(first: $first, orderBy: [{ name: DESC }]) { edges { cursor node { name item_name } } pageInfo { hasNextPage endCursor } } }',
    [{ first: 1 }, { first: 30 }],
  ],
  [
    'query Regions { shopRegions(first: 10, orderBy: [{ name: ASC }]) { nodes { name parent_shop_region { name } } } site { frappeVersion } }',
    [{}],
  ],
  [
    'query OfCustomers($like: String!) { shopOrders(first: 5, filter: { customer: { where: { customer_name: { like: $like } } } }, orderBy: [{ name: ASC }]) { nodes { name margin_amount } } }',
    [{ like: '%1%' }, { like: '%none%' }],
  ],
  ['query Me { me { user fullName roles } }', [{}]],
  ['query Type($name: String!) { __type(name: $name) { name fields { name type { name } } } }', [{ name: 'ShopTag' }]],
];

/** All operations. */
export const OPERATIONS: readonly SoakOperation[] = DOCUMENTS.flatMap(([query, all]) =>
  all.flatMap((variables) => CALLERS.map((as) => ({ query, variables, as }))),
);

/** The document that a writer changes again and again, and how it is read. */
export const WRITE =
  'mutation Write($name: ID!, $text: String!) { updateShopTag(name: $name, input: { description: $text }) { shopTag { name description } } }';
export const READ_WRITTEN = 'query Written($name: ID!) { shopTag(name: $name) { name description } }';
export const CREATE = 'mutation Create($name: ID!) { createShopTag(input: { name: $name }) { shopTag { name } } }';
export const CHANGES = 'subscription Changes { shopTagChanged { event name shopTag { description } } }';
