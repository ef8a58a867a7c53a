import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

/** What becomes of inputs that are created as one, where the site refuses one of them. */
describe.for<FrappeMajor>([14, 15, 16, 17])('documents that are created as one on v%i', (version) => {
  let running: TestGateway;

  beforeAll(async () => {
    running = await startTestGateway({ version });
  });

  afterAll(() => running[Symbol.asyncDispose]());

  const create = async (field: string, type: string, inputs: unknown[], as: 'carol' | 'bob' = 'carol') => {
    const query = `mutation ($inputs: [${type}!]!) { made: ${field}(inputs: $inputs, atomic: true) { messages { text } } }`;
    const { data, errors } = await running.query(query, { variables: { inputs }, as });
    expect(data).toEqual({ made: null });
    expect(errors).toHaveLength(1);
    return { message: errors?.[0]?.message, field: errors?.[0]?.extensions.field, code: errors?.[0]?.extensions.code };
  };
  const customers = (...inputs: Record<string, unknown>[]) =>
    create('createShopCustomers', 'ShopCustomerInput', inputs);
  const customer = (name: string, more: Record<string, unknown> = {}) => ({ customer_name: name, ...more });

  test('are refused with the path of what one of them lacks', async () => {
    const error = await customers(customer('A'), customer('B', { region: 'North 1-A' }), { region: 'North 1-A' });
    expect(error).toMatchObject({ field: 'inputs.2.customer_name', code: 'INVALID' });
    expect(error.message).toMatch(/Value missing for:? Shop Customer: Customer Name/);
  });

  test('are refused with the path of a link that leads nowhere', async () => {
    const region = { region: 'North 1-A' };
    const error = await customers(customer('A', region), customer('B', { region: 'Nowhere' }), customer('C', region));
    expect(error).toEqual({ message: 'Could not find Region: Nowhere', field: 'inputs.1.region', code: 'INVALID' });
  });

  test('are refused with the first of several that share a wrong value', async () => {
    const wrong = { region: 'Nowhere' };
    expect((await customers(customer('A'), customer('B', wrong), customer('C', wrong))).field).toBe('inputs.1.region');
  });

  test('are refused with the row that is wrong', async () => {
    const order = (item: string) => ({
      customer: 'CUST-00001',
      items: [
        { item: 'ITEM-0001', qty: 1 },
        { item, qty: 1 },
      ],
    });
    const error = await create('createShopOrders', 'ShopOrderInput', [order('ITEM-0002'), order('NOPE')]);
    expect(error.field).toBe('inputs.1.items.1.item');
    expect(error.message).toContain('NOPE');
  });

  test('are refused with the name that there is already', async () => {
    const error = await create('createShopTags', 'ShopTagInput', [{ name: 'Brand new' }, { name: 'Gold' }]);
    expect(error).toEqual({ message: 'Shop Tag Gold already exists', field: 'inputs.1', code: 'CONFLICT' });
  });

  test('are refused with all inputs that a message may be about, if it fits several', async () => {
    const limits = [{ credit_limit: '5' }, {}, { credit_limit: '-1' }].map((more, index) =>
      customer(`L${index}`, more),
    );
    expect(await customers(...limits)).toEqual({
      message: 'Credit Limit cannot be negative. It is about inputs.0 or inputs.2.',
      field: 'inputs',
      code: 'INVALID',
    });
    expect((await customers(customer('A'), customer('B', { credit_limit: '-1' }))).field).toBe('inputs.1.credit_limit');
  });

  test('are refused without an input if the message does not name one', async () => {
    const body = JSON.stringify({
      exc_type: 'ValidationError',
      _server_messages: JSON.stringify([JSON.stringify({ message: 'Not on a Sunday' })]),
    });
    running.site.fault = ({ path }) => (path.includes('insert_many') ? { status: 417, body } : undefined);
    expect(await customers(customer('A'), customer('B'))).toEqual({
      message: 'Not on a Sunday. The site does not say which of the inputs it is about.',
      field: 'inputs',
      code: 'INVALID',
    });
    const alone = await customers(customer('A'));
    running.site.fault = undefined;
    expect(alone).toEqual({ message: 'Not on a Sunday', field: 'inputs.0', code: 'INVALID' });
  });

  test('are refused as a whole where a right is missing', async () => {
    const error = await create('createShopCustomers', 'ShopCustomerInput', [customer('A'), customer('B')], 'bob');
    expect(error).toMatchObject({ code: 'FORBIDDEN', field: undefined });
  });

  test('are refused with the path of what the gateway sees, before any call', async () => {
    running.site.requests.length = 0;
    const error = await customers(customer('A'), customer('B', { credit_limit: '1.0000000001' }));
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', field: 'inputs.1.credit_limit' });
    expect(running.site.requests).toEqual([]);
  });
});
