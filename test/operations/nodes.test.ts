import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ version: 15 });
});
beforeEach(() => {
  gateway.site.fault = undefined;
});
afterAll(() => gateway[Symbol.asyncDispose]());

const ORDER = encode('Shop Order', 'SO-2026-00001');
const ITEM = encode('Shop Item', 'ITEM-0001');
const METRICS = ['metric-01', 'metric-02', 'metric-03'].map((name) => encode('Shop Metric', name));

test('an entry of nodes that is not an ID has an error of its own; its neighbours survive', async () => {
  const { data, errors } = await ask(['bad', ORDER, '', encode('Shop Order', 'NOPE'), 'WyJhIl0', ITEM]);
  expect(data.nodes).toEqual([null, { id: ORDER, status: 'Cancelled' }, null, null, null, { id: ITEM }]);
  expect(errors?.map(({ path, extensions }) => [path, extensions.code, extensions.field])).toEqual([
    [['nodes', 0], 'BAD_USER_INPUT', 'ids.0'],
    [['nodes', 2], 'BAD_USER_INPUT', 'ids.2'],
    [['nodes', 4], 'BAD_USER_INPUT', 'ids.4'],
  ]);
});

test('documents of a DocType that cannot be read have an error; those of others survive', async () => {
  gateway.site.fault = ({ path }) =>
    path.startsWith('/api/resource/Shop%20Order') ? { status: 500, body: '{}' } : undefined;
  const { data, errors } = await ask([ITEM, ORDER]);
  expect(data.nodes).toEqual([{ id: ITEM }, null]);
  expect(errors?.[0]).toMatchObject({ path: ['nodes', 1], extensions: { code: 'UPSTREAM_ERROR' } });
});

test('one document of a virtual DocType that cannot be read leaves the others', async () => {
  gateway.site.fault = ({ path }) => (path.endsWith('/metric-02') ? { status: 500, body: '{}' } : undefined);
  const { data, errors } = await ask(METRICS);
  expect(data.nodes).toEqual([{ id: METRICS[0] }, null, { id: METRICS[2] }]);
  expect(errors).toHaveLength(1);
});

test('documents that were created as one stay created if they cannot be read afterwards', async () => {
  gateway.site.fault = ({ path }) =>
    path.startsWith('/api/resource/Shop%20Tag?') ? { status: 500, body: '{}' } : undefined;
  const { data, errors } = await gateway.query(`mutation {
    createShopTags(atomic: true, inputs: [{ name: "One" }, { name: "Two" }]) { shopTag { name } messages { text } }
  }`);
  expect(data.createShopTags).toHaveLength(2);
  expect(errors?.every(({ extensions }) => extensions.code === 'UPSTREAM_ERROR')).toBe(true);
});

function ask(ids: string[]) {
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on ShopOrder { status } } }';
  return gateway.query(query, { variables: { ids } });
}

function encode(doctype: string, name: string): string {
  return Buffer.from(JSON.stringify([doctype, name])).toString('base64url');
}
