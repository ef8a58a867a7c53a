import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const ORDER =
  '{ customer: "CUST-00015", order_date: "2026-03-01", delivery_date: "2026-03-05", items: [{ item: "ITEM-0001", qty: 1, rate: "10" }] }';

/** Every kind of write whose answer says what became of it. */
const WRITES: [what: string, mutation: string][] = [
  ['create', `createShopTag(input: { name: "Lost" }) { shopTag { name } }`],
  ['create many as one', `createShopTags(inputs: [{ name: "L1" }, { name: "L2" }], atomic: true) { shopTag { name } }`],
  ['update', `updateShopTag(name: "Urgent", input: { description: "Red" }) { shopTag { name } }`],
  ['delete', `deleteShopTag(name: "Urgent") { name }`],
  ['rename', `renameShopTag(name: "Urgent", newName: "Lost") { shopTag { name } }`],
  ['create with rows', `createShopOrder(input: ${ORDER}) { shopOrder { name } }`],
  ['submit', `submitShopOrder(name: "SO-2026-00002") { shopOrder { name } }`],
];

describe.each([14, 17] as const)('a write on v%i that the site answers', (version) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ version });
  });
  afterEach(() => {
    gateway.site.fault = undefined;
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  describe.each([
    ['with null', { status: 200, body: 'null' }],
    ['without a document', { status: 200, body: '{"data":null}' }],
    ['with an empty object', { status: 200, body: '{}' }],
    ['with a failure', { status: 500, body: 'Internal Server Error' }],
    ['with its own failure', { status: 500, body: '{"exc_type":"OperationalError"}' }],
    ['as if it were away', { status: 503, body: '' }],
    ['with another address', { status: 307, body: '', headers: { location: 'https://other.example.com/' } }],
  ])('%s', (_what, fault) => {
    test.each(WRITES)('has an unknown outcome: %s', async (_write, mutation) => {
      gateway.site.requests.length = 0;
      gateway.site.fault = ({ method }) => (method === 'GET' ? undefined : fault);
      const { errors } = await gateway.query(`mutation { done: ${mutation} }`);
      expect(errors?.map(({ extensions }) => extensions.outcome)).toEqual(['UNKNOWN']);
      expect(errors?.[0]?.message).toContain('unknown (outcome: UNKNOWN)');
      const writes = gateway.site.requests.filter(({ method }) => method !== 'GET');
      expect(writes, 'it is sent once').toHaveLength(1);
    });
  });

  test('that the site takes no writes at present was not carried out', async () => {
    gateway.site.fault = ({ method }) =>
      method === 'GET' ? undefined : { status: 503, body: '{"exc_type":"InReadOnlyMode"}' };
    const { errors } = await gateway.query(`mutation { ${WRITES[0]?.[1]} }`);
    expect(errors?.[0]?.extensions).toEqual({ code: 'READ_ONLY', status: 503, excType: 'InReadOnlyMode' });
  });
});
