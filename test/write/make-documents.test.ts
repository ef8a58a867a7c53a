import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { type DemoUser, startTestGateway, type TestGateway } from '../support/start-gateway.ts';

type Variables = Record<string, unknown>;

const MAPPED = 'shopfloor.shopfloor.doctype.shop_order.shop_order';

describe.each<FrappeMajor>([14, 15, 16, 17])('a document made from another one on v%i', (version) => {
  let gateway: TestGateway;
  let order: string;
  beforeAll(async () => {
    gateway = await startTestGateway({ version });
    const { shopOrders } = await done(
      '{ shopOrders(first: 1, filter: { docstatus: { eq: SUBMITTED } }, orderBy: [{ name: ASC }]) { nodes { name } } }',
    );
    order = shopOrders.nodes[0].name;
  });
  beforeEach(() => {
    gateway.site.requests.length = 0;
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  async function done(query: string, variables: Variables = {}, as: DemoUser = 'carol') {
    const { data, errors } = await gateway.query(query, { as, variables });
    expect(errors).toBeUndefined();
    return data;
  }

  async function refusal(query: string, variables: Variables = {}, as: DemoUser = 'carol') {
    const { errors } = await gateway.query(query, { as, variables });
    expect(errors).toHaveLength(1);
    return { message: errors?.[0]?.message ?? '', draft: '', ...errors?.[0]?.extensions };
  }

  const calls = () =>
    gateway.site.requests.map(({ method, path }) => `${method} ${decodeURIComponent(path).split('?')[0]}`);

  test('is stored and submitted by one mutation, with the values that the caller sets', async () => {
    const { makeShopOrder } = await done(
      `mutation ($from: ID!) {
        makeShopOrder(from: $from, set: { delivery_date: "2026-12-24" }, submit: true) {
          shopOrder { name docstatus status delivery_date items { item { name } qty amount } } messages { text }
        }
      }`,
      { from: order },
    );
    const asked = `{ shopOrder(name: "${order}") { items { item { name } qty amount } } }`;
    expect(makeShopOrder.messages).toEqual([]);
    expect(makeShopOrder.shopOrder).toMatchObject({
      docstatus: 'SUBMITTED',
      status: 'Open',
      delivery_date: '2026-12-24',
      items: (await done(asked)).shopOrder.items,
    });
    expect(makeShopOrder.shopOrder.name).not.toBe(order);
    expect(
      calls()
        .filter((call) => /shopfloor|resource.Shop Order/.test(call))
        .slice(0, 3),
    ).toEqual([
      `GET /api/method/${MAPPED}.make_shop_order`,
      'POST /api/resource/Shop Order',
      `PUT /api/resource/Shop Order/${makeShopOrder.shopOrder.name}`,
    ]);
  });

  test('is found by its name where documents of several DocTypes can be the source', async () => {
    const make = `mutation ($from: ID!) {
      makeShopReturn(from: $from, set: { reason: "Broken" }) { shopReturn { order { name } amount docstatus } }
    }`;
    const { makeShopReturn } = await done(make, { from: order });
    expect(makeShopReturn.shopReturn).toMatchObject({ order: { name: order }, docstatus: 'DRAFT' });
    const { shopDeliveries } = await done(
      '{ shopDeliveries(first: 1, filter: { order: { where: { docstatus: { eq: SUBMITTED } } } }) { nodes { name order { name } } } }',
    );
    const [delivery] = shopDeliveries.nodes;
    expect((await done(make, { from: delivery.name })).makeShopReturn.shopReturn.order).toEqual(delivery.order);
    expect(await refusal(make, { from: 'nowhere' })).toMatchObject({
      code: 'NOT_FOUND',
      field: 'from',
      message: 'There is no nowhere in Shop Delivery, Shop Order.',
    });
  });

  test('is shown without being stored, as a query shows documents', async () => {
    const count = '{ shopOrders { totalCount } }';
    const before = await done(count);
    gateway.site.requests.length = 0;
    const { unsavedShopOrder } = await done(
      `query ($from: ID!) {
        unsavedShopOrder(from: $from, args: { delivery_date: "2026-12-24" }) {
          name docstatus delivery_date grand_total customer { customer_name } items { name idx qty delivered item { item_name } }
        }
      }`,
      { from: order },
    );
    expect(unsavedShopOrder).toMatchObject({
      name: 'new-shop-order-1',
      docstatus: 'DRAFT',
      delivery_date: '2026-12-24',
    });
    expect(unsavedShopOrder.grand_total).toMatch(/^\d+\.\d+$/);
    expect(unsavedShopOrder.customer.customer_name).toEqual(expect.any(String));
    expect(unsavedShopOrder.items[0]).toMatchObject({ name: 'new-shop-order-item-1', idx: 1, delivered: false });
    expect(unsavedShopOrder.items[0].item.item_name).toEqual(expect.any(String));
    expect(calls()[0]).toBe(`GET /api/method/${MAPPED}.make_shop_order`);
    expect(calls().filter((call) => call.startsWith('PUT') || call.includes('POST /api/resource'))).toEqual([]);
    expect(await done(count)).toEqual(before);
  });

  test('comes typed from the field of the method, too', async () => {
    const { shopfloor_shop_order_make_shop_order: answer } = await done(
      `mutation ($from: String!) {
        shopfloor_shop_order_make_shop_order(source_name: $from) {
          result unsavedShopOrder { name customer { name } items { qty delivered } }
        }
      }`,
      { from: order },
    );
    expect(answer.result).toMatchObject({ doctype: 'Shop Order', __islocal: 1 });
    expect(answer.unsavedShopOrder.customer.name).toBe(answer.result.customer);
    expect(answer.unsavedShopOrder.items[0]).toEqual({ qty: answer.result.items[0].qty, delivered: false });
  });

  test('is created from the form that the method answers, as it came', async () => {
    const made = await done(
      `mutation ($from: String!) { shopfloor_shop_order_make_shop_order(source_name: $from) { result } }`,
      { from: order },
    );
    const { result } = made.shopfloor_shop_order_make_shop_order;
    const { createShopOrder } = await done(
      `mutation ($form: JSON, $input: ShopOrderInput) {
        createShopOrder(from: $form, input: $input) {
          shopOrder { name customer { name } delivery_date items { qty } } messages { title text }
        }
      }`,
      { form: result, input: { delivery_date: '2026-12-24' } },
    );
    expect(createShopOrder.shopOrder).toMatchObject({
      customer: { name: result.customer },
      delivery_date: '2026-12-24',
      items: result.items.map(({ qty }: { qty: number }) => ({ qty })),
    });
    expect(createShopOrder.messages).toEqual([
      { title: 'Ignored', text: 'Ignored, because it is not a field: from.mapped_by.' },
    ]);
  });

  test('leaves out values that the caller is not allowed to write, and says so', async () => {
    const alices = (await done('{ shopOrders(first: 1) { nodes { name } } }', {}, 'alice')).shopOrders.nodes[0].name;
    gateway.site.database.run('UPDATE "tabShop Order" SET margin_amount = 7 WHERE name = ?', [alices]);
    const make = 'mutation ($from: ID!) { makeShopOrder(from: $from) { shopOrder { name } messages { text } } }';
    const { makeShopOrder } = await done(make, { from: alices }, 'alice');
    expect(makeShopOrder.messages).toEqual([
      { text: 'Ignored, because you are not allowed to write it: from.margin_amount.' },
    ]);
    const asked = `{ shopOrder(name: "${makeShopOrder.shopOrder.name}") { margin_amount } }`;
    expect((await done(asked)).shopOrder.margin_amount).toBe('0.0');
  });

  test('stays a draft that the error names where the site refuses to submit it', async () => {
    const error = await refusal(
      'mutation ($from: ID!) { makeShopOrder(from: $from, submit: true) { shopOrder { name } } }',
      { from: order },
    );
    expect(error).toMatchObject({ code: 'INVALID', draft: expect.stringMatching(/^SO-/), field: 'from.delivery_date' });
    expect(error.message).toContain(`The draft ${error.draft} is stored.`);
    const { shopOrder } = await done(`{ shopOrder(name: "${error.draft}") { docstatus } }`);
    expect(shopOrder.docstatus).toBe('DRAFT');
  });

  test.each([
    ['fromDoctype: "Shop Tag"', 'fromDoctype: expected one of Shop Order.', 'fromDoctype'],
    ['args: { cmd: "x" }', 'args.cmd cannot be sent: Frappe reads that name itself.', 'args.cmd'],
    ['set: { order_date: "x" }', 'Date', 'set.order_date'],
  ])('is refused before any call with %s', async (argument, message, field) => {
    const error = await refusal(`mutation { makeShopOrder(from: "${order}", ${argument}) { shopOrder { name } } }`);
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', field });
    expect(error.message).toContain(message);
    expect(gateway.site.requests).toEqual([]);
  });

  test.each<[string, Variables, string, string]>([
    ['a text', { form: 'x' }, 'from must be a document as an object.', 'from'],
    [
      'another DocType',
      { form: { doctype: 'Shop Tag' } },
      'from.doctype: expected "Shop Order", got "Shop Tag".',
      'from.doctype',
    ],
    [
      'a submitted document',
      { form: { docstatus: 1 } },
      'from.docstatus: a new document is a draft.',
      'from.docstatus',
    ],
    ['rows that are not a list', { form: { items: {} } }, 'from.items must be a list of rows.', 'from.items'],
    ['a wrong date', { form: { order_date: '2026-13-01' } }, 'from.order_date: ', 'from.order_date'],
    ['a wrong number', { form: { items: [{ qty: 'two' }] } }, '"two" is not a number.', 'from.items.0.qty'],
    ['a wrong check', { form: { items: [{}, { delivered: 2 }] } }, '2 is not 0 or 1.', 'from.items.1.delivered'],
    ['an unknown option', { form: { status: 'Lost' } }, '"Lost" is not one of "Draft", "Open"', 'from.status'],
    ['a value that is too long', { form: { customer: 'x'.repeat(141) } }, '141 characters', 'from.customer'],
  ])('from a form with %s is refused before any call', async (_what, variables, message, field) => {
    const error = await refusal(
      'mutation ($form: JSON) { createShopOrder(from: $form) { shopOrder { name } } }',
      variables,
    );
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', field });
    expect(error.message).toContain(message);
    expect(gateway.site.requests).toEqual([]);
  });
});
