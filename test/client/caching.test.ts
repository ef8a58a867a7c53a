import { readFileSync } from 'node:fs';
import { ApolloClient, gql, HttpLink, InMemoryCache, type NormalizedCacheObject } from '@apollo/client';
import { type Client, createClient, cacheExchange as documentCache, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import {
  ConnectionHandler,
  commitMutation,
  Environment,
  fetchQuery,
  type GraphQLTaggedNode,
  Network,
  RecordSource,
  Store,
} from 'relay-runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { APOLLO_CACHE, URQL_CACHE } from './cache-settings.ts';
import ordersDelete from './relay/ordersDeleteMutation.generated.ts';
import ordersQuery from './relay/ordersQuery.generated.ts';
import ordersSave from './relay/ordersSaveMutation.generated.ts';

const ORDERS = gql`
  query Orders($first: Int, $after: String) {
    shopOrders(first: $first, after: $after, filter: { status: { eq: Draft } }) {
      totalCount
      nodes {
        id
        name
        delivery_note
        customer { id customer_name }
        items { name qty }
        _meta { title }
      }
      pageInfo { endCursor hasNextPage }
    }
  }
`;
const ORDER = gql`
  query Order($name: ID!) {
    shopOrder(name: $name) { id name delivery_note docstatus items { name qty rate } _meta { title tags } }
  }
`;
const SAVE = gql`
  mutation Save($name: ID!, $input: ShopOrderInput!) {
    updateShopOrder(name: $name, input: $input) { shopOrder { id delivery_note items { name qty } } }
  }
`;
const REMOVE = gql`
  mutation Remove($name: ID!) {
    deleteShopOrder(name: $name) { id }
  }
`;

let running: TestGateway;
let names: string[];
const complaints = vi.fn();

beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running[Symbol.asyncDispose]());

beforeEach(async () => {
  names = [];
  for (let count = 0; count < 2; count += 1) {
    const input = '{ customer: "CUST-00001", items: [{ item: "ITEM-0001", qty: 1 }, { item: "ITEM-0002", qty: 2 }] }';
    const create = `mutation { createShopOrder(input: ${input}) { shopOrder { name } } }`;
    names.push((await running.query(create, { as: 'carol' })).data.createShopOrder.shopOrder.name);
  }
  running.site.requests.length = 0;
  complaints.mockReset();
  vi.spyOn(console, 'warn').mockImplementation(complaints);
  vi.spyOn(console, 'error').mockImplementation(complaints);
  return () => {
    vi.restoreAllMocks();
    expect(complaints.mock.calls).toEqual([]);
  };
});

describe('urql', () => {
  test('Graphcache updates lists and documents by the id of what a mutation answers', async () => {
    const client = openUrql(cacheExchange(URQL_CACHE));
    const list = await client.query(ORDERS, { first: 500 }).toPromise();
    await client.query(ORDER, { name: names[0] }).toPromise();
    expect(list.data.shopOrders.nodes.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(names));
    const rows = [{ item: 'ITEM-0003', qty: 9 }];
    await client.mutation(SAVE, { name: names[0], input: { delivery_note: 'urql', items: rows } }).toPromise();
    const calls = running.site.requests.length;
    const { data } = await client.query(ORDERS, { first: 500 }, { requestPolicy: 'cache-only' }).toPromise();
    const order = data.shopOrders.nodes.find(({ name }: { name: string }) => name === names[0]);
    expect(order).toMatchObject({ delivery_note: 'urql', items: [{ qty: 9 }], _meta: { title: names[0] } });
    expect(running.site.requests.length).toBe(calls);
  });

  test('Graphcache forgets a document that was deleted', async () => {
    const client = openUrql(cacheExchange(URQL_CACHE));
    await client.query(ORDERS, { first: 500 }).toPromise();
    await client.mutation(REMOVE, { name: names[0] }).toPromise();
    const { data } = await client.query(ORDERS, { first: 500 }).toPromise();
    expect(data.shopOrders.nodes.map(({ name }: { name: string }) => name)).not.toContain(names[0]);
  });

  test('Graphcache joins the pages of a connection', async () => {
    const resolvers = { Query: { shopOrders: relayPagination() } };
    const client = openUrql(cacheExchange({ ...URQL_CACHE, resolvers }));
    const first = await client.query(ORDERS, { first: 2 }).toPromise();
    const after = first.data.shopOrders.pageInfo.endCursor;
    const both = await client.query(ORDERS, { first: 2, after }).toPromise();
    expect(both.data.shopOrders.nodes).toHaveLength(4);
  });

  test('the document cache reads queries again after a mutation of a type that they show', async () => {
    const client = openUrql(documentCache);
    const seen: string[] = [];
    const { unsubscribe } = client.query(ORDER, { name: names[0] }).subscribe(({ data }) => {
      seen.push(data?.shopOrder.delivery_note);
    });
    await expect.poll(() => seen.length).toBe(1);
    await client.mutation(SAVE, { name: names[0], input: { delivery_note: 'again' } }).toPromise();
    await expect.poll(() => seen.at(-1)).toBe('again');
    unsubscribe();
  });
});

describe('Apollo', () => {
  test('updates lists and documents by the id of what a mutation answers', async () => {
    const client = openApollo();
    await client.query({ query: ORDERS, variables: { first: 500 } });
    await client.query({ query: ORDER, variables: { name: names[0] } });
    const input = { delivery_note: 'apollo', items: [{ item: 'ITEM-0003', qty: 9 }] };
    await client.mutate({ mutation: SAVE, variables: { name: names[0], input } });
    // biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
    const list = client.readQuery<any>({ query: ORDERS, variables: { first: 500 } });
    const order = list?.shopOrders.nodes.find(({ name }: { name: string }) => name === names[0]);
    expect(order).toMatchObject({ delivery_note: 'apollo', items: [{ qty: 9 }], _meta: { title: names[0] } });
    expect(cachedIds(client)).toContainEqual(expect.stringMatching(/^ShopOrder:\S{20,}$/));
  });

  test('forgets a document that was deleted, if it is evicted', async () => {
    const client = openApollo();
    await client.query({ query: ORDERS, variables: { first: 500 } });
    await client.mutate({
      mutation: REMOVE,
      variables: { name: names[0] },
      update: (cache, { data }) => {
        const { id } = (data as { deleteShopOrder: { id: string } }).deleteShopOrder;
        cache.evict({ id: `ShopOrder:${id}` });
        cache.gc();
      },
    });
    // biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
    const list = client.readQuery<any>({ query: ORDERS, variables: { first: 500 } });
    const left = list?.shopOrders.nodes.map(({ name }: { name: string }) => name);
    expect([left.includes(names[0]), left.includes(names[1])]).toEqual([false, true]);
  });
});

describe('Relay', () => {
  const DRAFTS = { filter: { status: { eq: 'Draft' } } };

  test('joins pages, updates documents by id, and forgets what @deleteRecord names', async () => {
    const environment = openRelay();
    await read(environment, ordersQuery, { count: 2 });
    const cursor = pageOf(environment)?.getLinkedRecord('pageInfo')?.getValue('endCursor');
    await read(environment, ordersQuery, { count: 2, cursor: String(cursor) });
    const edges = pageOf(environment)?.getLinkedRecords('edges');
    expect(edges).toHaveLength(4);

    const id = String(edges?.[0]?.getLinkedRecord('node')?.getDataID());
    const [, name = ''] = JSON.parse(atob(id.replaceAll('-', '+').replaceAll('_', '/')));
    await commit(environment, ordersSave, { name, input: { delivery_note: 'relay' } });
    expect(environment.getStore().getSource().get(id)).toMatchObject({ delivery_note: 'relay' });
    await commit(environment, ordersDelete, { name });
    expect(environment.getStore().getSource().get(id)).toBeNull();
  });

  function pageOf(environment: Environment) {
    let page: ReturnType<typeof ConnectionHandler.getConnection>;
    environment.commitUpdate((store) => {
      page = ConnectionHandler.getConnection(store.getRoot(), 'orders_shopOrders', DRAFTS);
    });
    return page;
  }
});

test('docs/caching.md shows the settings that were tested', () => {
  const lines = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8').split('\n');
  const settings = lines('cache-settings.ts').filter((line) => line.startsWith('  '));
  const docs = lines('../../docs/caching.md');
  expect(settings.length).toBeGreaterThan(10);
  expect(settings.filter((line) => !docs.includes(line))).toEqual([]);
});

function address(): string {
  return `${running.gateway.url}/graphql`;
}

function headers(): Record<string, string> {
  return { authorization: running.site.authorization('carol') };
}

function openUrql(cache: typeof documentCache): Client {
  return createClient({
    url: address(),
    exchanges: [cache, fetchExchange],
    fetchOptions: () => ({ headers: headers() }),
    preferGetMethod: false,
  });
}

function openApollo(): ApolloClient {
  return new ApolloClient({
    cache: new InMemoryCache(APOLLO_CACHE),
    link: new HttpLink({ uri: address(), headers: headers() }),
  });
}

function cachedIds(client: ApolloClient): string[] {
  return Object.keys(client.cache.extract() as NormalizedCacheObject);
}

function openRelay(): Environment {
  const network = Network.create(async ({ text }, variables) => {
    const body = JSON.stringify({ query: text, variables });
    const response = await fetch(address(), {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers() },
    });
    return response.json();
  });
  return new Environment({ network, store: new Store(new RecordSource()) });
}

function read(environment: Environment, query: unknown, variables: object): Promise<unknown> {
  return fetchQuery(environment, query as GraphQLTaggedNode, variables).toPromise();
}

function commit(environment: Environment, mutation: unknown, variables: Record<string, unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    commitMutation(environment, {
      mutation: mutation as GraphQLTaggedNode,
      variables,
      onCompleted: resolve,
      onError: reject,
    });
  });
}
