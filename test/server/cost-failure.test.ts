import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { connectAs } from '../support/stream-clients.ts';

/** A root field whose estimate breaks, as a fault in the gateway would break it. */
const FAULTS: [what: string, estimate: () => unknown][] = [
  [
    'throws an unexpected error',
    () => {
      throw new TypeError('estimate broke');
    },
  ],
  [
    'runs out of stack',
    () => {
      const recurse = (): number => recurse() + 1;
      return { calls: recurse(), rows: 0 };
    },
  ],
  ['is not a number', () => ({ calls: Number.NaN, rows: 0 })],
  ['is infinite', () => ({ calls: 1, rows: Number.POSITIVE_INFINITY })],
];

describe('an operation whose cost cannot be computed', () => {
  let gateway: TestGateway;
  const undo: (() => void)[] = [];
  beforeAll(async () => {
    gateway = await startTestGateway({ version: 17 });
  });
  beforeEach(() => {
    gateway.site.requests.length = 0;
  });
  afterEach(() => {
    for (const restore of undo.splice(0)) restore();
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  function breakEstimate(kind: 'Query' | 'Mutation' | 'Subscription', name: string, estimate: unknown): void {
    const type = gateway.gateway.site.current().schema.getType(kind) as unknown as {
      getFields(): Record<string, { extensions: { root?: object } }>;
    };
    const field = type.getFields()[name];
    if (field === undefined) throw new Error(`There is no ${kind}.${name}.`);
    const { extensions } = field;
    undo.push(() => {
      field.extensions = extensions;
    });
    const { root, ...others } = extensions;
    field.extensions = estimate === undefined ? others : { ...others, root: { ...root, cost: estimate } };
  }

  test.each(FAULTS)('because it %s is refused before any call', async (_what, estimate) => {
    breakEstimate('Query', 'shopOrders', estimate);
    const answer = await gateway.query('{ shopTags { nodes { name } } shopOrders { nodes { name } } }');
    expect(answer.data ?? null).toBeNull();
    expect(answer.errors).toMatchObject([
      { message: 'Internal error.', extensions: { code: 'INTERNAL', requestId: expect.any(String) } },
    ]);
    expect(gateway.site.requests).toEqual([]);
    expect((await gateway.query('{ shopTags(first: 1) { nodes { name } } }')).errors).toBeUndefined();
  });

  test('is refused if a root field says nothing of its cost', async () => {
    breakEstimate('Query', 'shopOrders', undefined);
    const answer = await gateway.query('{ shopOrders { nodes { name } } }');
    expect(answer.errors?.[0]?.extensions.code).toBe('INTERNAL');
    expect(gateway.site.requests).toEqual([]);
  });

  test.each(FAULTS)('is refused as a mutation because it %s, and nothing is written', async (_what, estimate) => {
    breakEstimate('Mutation', 'deleteShopTag', estimate);
    const answer = await gateway.query('mutation { deleteShopTag(name: "x") { name } }');
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL']);
    expect(gateway.site.requests).toEqual([]);
  });

  test('is refused over a socket, as a query and as a subscription', async () => {
    breakEstimate('Query', 'shopOrders', FAULTS[0]?.[1]);
    breakEstimate('Subscription', 'shopOrderChanged', FAULTS[0]?.[1]);
    const socket = await connectAs(gateway, 'carol');
    gateway.site.requests.length = 0;
    for (const query of ['{ shopOrders { nodes { name } } }', 'subscription { shopOrderChanged { name } }']) {
      socket.subscribe('1', query);
      expect(await socket.messages.take()).toMatchObject({
        type: 'error',
        payload: [{ message: 'Internal error.', extensions: { code: 'INTERNAL' } }],
      });
    }
    expect(gateway.site.requests).toEqual([]);
    socket.close();
  });

  test.each([
    ['an argument', '{ wrong: shopOrders(first: -1) { nodes { name } } shopTags(first: 1) { nodes { name } } }'],
    [
      'a cursor',
      '{ wrong: shopOrders(first: 1, after: "x") { nodes { name } } shopTags(first: 1) { nodes { name } } }',
    ],
    [
      'a filter',
      '{ wrong: shopOrders(filter: {name: null}) { nodes { name } } shopTags(first: 1) { nodes { name } } }',
    ],
  ])('is not one with %s that is wrong: that is its own root field’s error', async (_what, query) => {
    const answer = await gateway.query(query);
    expect(answer.data.shopTags.nodes).toHaveLength(1);
    expect(answer.errors).toMatchObject([{ path: ['wrong'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
