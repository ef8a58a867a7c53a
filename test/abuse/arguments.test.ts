import { describe, expect, test } from 'vitest';
import { useGateway } from '../support/use-gateway.ts';

const gateway = useGateway({ version: 17 });

/** Sends a list's arguments, and gives code, field and message of its errors; nothing may have reached the site. */
async function refuse(root: string): Promise<string[]> {
  const answer = await gateway.query(`{ ${root} }`);
  expect(gateway.site.requests.map(({ path }) => path)).toEqual([]);
  return (answer.errors ?? []).map(({ message, extensions }) =>
    [extensions.code, extensions.field, message].filter(Boolean).join(' | '),
  );
}

const orders = (args: string) => `shopOrders(${args}) { nodes { name } }`;
const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

test.each([
  ['a field that no docfield copies', '{customer: {city: ASC}}'],
  ['a field that is copied only if it is empty', '{customer: {region: ASC}}'],
  ['a link without copies', '{delivery_note: {name: ASC}}'],
  ['a second link', '{customer: {_linked: {referred_by: {customer_name: ASC}}}}'],
  ['two fields', '{customer: {customer_name: ASC, name: ASC}}'],
  ['no field', '{customer: {}}'],
  ['a null', '{customer: {customer_name: null}}'],
])('an order by what is linked is refused before any call: %s', async (_label, linked) => {
  const errors = await refuse(orders(`orderBy: [{_linked: ${linked}}]`));
  expect(new Set(errors.map((error) => error.split(' | ')[0]))).toEqual(new Set(['BAD_USER_INPUT']));
});

describe('a null in a filter is refused before any call', () => {
  test.each([
    ['{name: null}', 'filter.name'],
    ['{and: null}', 'filter.and'],
    ['{or: null}', 'filter.or'],
    ['{not: null}', 'filter.not'],
    ['{not: {not: {name: null}}}', 'filter.not.not.name'],
    ['{or: [{}, {status: null}]}', 'filter.or.1.status'],
    ['{name: {gt: null}}', 'filter.name.gt'],
    ['{name: {in: null}}', 'filter.name.in'],
    ['{name: {like: null}}', 'filter.name.like'],
    ['{customer: {isSet: null}}', 'filter.customer.isSet'],
    ['{customer: {where: null}}', 'filter.customer.where'],
    ['{customer: {where: {region: {where: {name: null}}}}}', 'filter.customer.where.region.where.name'],
    ['{items: null}', 'filter.items'],
    ['{items: {some: null}}', 'filter.items.some'],
    ['{items: {none: {qty: {gt: null}}}}', 'filter.items.none.qty.gt'],
    ['{order_date: {between: null}}', 'filter.order_date.between'],
    ['{order_date: {timespan: null}}', 'filter.order_date.timespan'],
  ])('%s', async (filter, path) => {
    expect(await refuse(orders(`filter: ${filter}`))).toEqual([`BAD_USER_INPUT | ${path} | ${path} cannot be null.`]);
  });

  test('in a variable, too', async () => {
    const query = 'query ($filter: ShopOrderFilter) { shopOrders(filter: $filter) { nodes { name } } }';
    const answer = await gateway.query(query, {
      variables: { filter: { status: { ne: 'Open' }, name: { in: null } } },
    });
    expect(answer.errors?.[0]?.message).toBe('filter.name.in cannot be null.');
    expect(gateway.site.requests).toEqual([]);
  });
});

describe('an empty filter', () => {
  test.each([
    '{name: {in: []}}',
    '{or: []}',
    '{not: {}}',
    '{and: [{or: []}]}',
    '{customer: {where: {or: []}}}',
    '{items: {some: {or: []}}}',
  ])('%s finds nothing without a call', async (filter) => {
    expect(await refuse(orders(`filter: ${filter}`))).toEqual([]);
  });

  test.each([
    'null',
    '{}',
    '{and: []}',
    '{name: {}}',
    '{name: {notIn: []}}',
    '{not: {or: []}}',
    '{and: [{}, {}]}',
    '{or: [{}]}',
  ])('%s finds everything by a call without filters', async (filter) => {
    const answer = await gateway.query(`{ ${orders(`filter: ${filter}, first: 2`)} }`);
    expect(answer.data.shopOrders.nodes).toHaveLength(2);
    expect(gateway.site.requests.map(({ path }) => new URL(path, 'http://site').searchParams.has('filters'))).toEqual([
      false,
    ]);
  });
});

describe('a value that is none of its type is named before any call', () => {
  test.each([
    ['order_date: {eq: "garbage"}', 'Date cannot be "garbage".'],
    ['order_date: {eq: "2026-02-30"}', 'Date cannot be "2026-02-30".'],
    ['order_date: {in: ["2026-01-01", "x"]}', 'Date cannot be "x".'],
    ['creation: {gt: "2026-11-21 25:00:00"}', 'LocalDateTime cannot be "2026-11-21 25:00:00".'],
    ['grand_total: {gt: "abc"}', 'Decimal cannot be "abc".'],
    ['grand_total: {gt: true}', 'Decimal cannot be true.'],
    ['docstatus: {eq: 3}', 'Enum "DocStatus" cannot represent non-enum value: 3.'],
    ['docstatus: {eq: GONE}', 'Value "GONE" does not exist in "DocStatus" enum.'],
    ['nope: {eq: 1}', 'Field "nope" is not defined by type "ShopOrderFilter". Did you mean "name" or "not"?'],
    ['status: {like: "x"}', 'Field "like" is not defined by type "ShopOrder_statusFilter".'],
    ['order_date: {between: {from: "2026-01-01"}}', 'Field "DateRange.to" of required type "Date!" was not provided.'],
    ['name: {in: ["a", null]}', 'Expected value of type "ID!", found null.'],
  ])('%s', async (filter, message) => {
    const [error = ''] = await refuse(orders(`filter: {${filter}}`));
    expect(error).toContain(message);
  });

  test('with the code BAD_USER_INPUT', async () => {
    for (const root of [orders('filter: {nope: {eq: 1}}'), orders('first: "x"'), 'nope', orders('orderBy: [{}]')]) {
      expect((await refuse(root)).map((error) => error.split(' | ')[0])).toEqual(['BAD_USER_INPUT']);
    }
  });
});

describe('a number that JSON cannot carry', () => {
  test.each(['{gt: 1e999}', '{in: [1, 1e999]}', '{between: {from: -1e999, to: 1e999}}'])(
    'is refused as %s',
    async (test) => {
      expect(await refuse(`shopCustomers(filter: {discount_factor: ${test}}) { nodes { name } }`)).toHaveLength(1);
    },
  );

  test.each(['1e999', '-1e999'])('is refused in a rating as %s', async (number) => {
    expect(await refuse(`shopCustomers(filter: {satisfaction: {gt: ${number}}}) { nodes { name } }`)).toHaveLength(1);
  });

  test('is refused in a cursor', async () => {
    const cursor = encode('["discount_factor asc,name asc",1e999,"x"]');
    const root = `shopCustomers(orderBy: [{discount_factor: ASC}], after: "${cursor}") { nodes { name } }`;
    expect(await refuse(root)).toEqual(['BAD_USER_INPUT | after | after is not a cursor of this API.']);
  });
});

describe('a name that is not set', () => {
  test('is found in no document, and so without a call', async () => {
    expect(await refuse(orders('filter: {name: {eq: null}}'))).toEqual([]);
    expect(await refuse(orders('filter: {name: {isSet: false}}'))).toEqual([]);
  });

  test('is never compared with 0', async () => {
    await gateway.query(`{ ${orders('filter: {name: {ne: null}}, first: 1')} }`);
    expect(decodeURIComponent(gateway.site.requests[0]?.path ?? '')).not.toContain('["name","!=",0]');
  });
});

describe('a page that does not fit together is refused before any call', () => {
  test.each([
    ['first: -1', 'first', 'first cannot be negative.'],
    ['first: 501', 'first', 'first cannot be more than 500.'],
    ['last: -1', 'last', 'last cannot be negative.'],
    ['last: 501', 'last', 'last cannot be more than 500.'],
    ['offset: -1', 'offset', 'offset cannot be negative.'],
    ['first: 1, last: 1', 'first', 'first cannot be used with last or before.'],
    ['last: 1, after: "x"', 'after', 'after cannot be used with last or before.'],
    ['last: 1, offset: 1', 'offset', 'offset cannot be used with last or before.'],
    ['offset: 1, after: "x"', 'offset', 'offset cannot be used with after.'],
    ['before: "x"', 'before', 'before needs last.'],
    ['first: 1, before: "x"', 'first', 'first cannot be used with last or before.'],
  ])('%s', async (args, field, message) => {
    expect(await refuse(orders(args))).toEqual([`BAD_USER_INPUT | ${field} | ${message}`]);
  });
});

describe('a cursor that is not of this list is refused before any call', () => {
  const isNone = 'is not a cursor of this API.';
  const isOther = 'is a cursor of another order.';
  test.each([
    ['text', 'garbage', isNone],
    ['nothing', '', isNone],
    ['a JSON object', encode({ a: 1 }), isNone],
    ['JSON null', encode('null'), isNone],
    ['cut', encode(['name asc', 'SO-1']).slice(0, -4), isNone],
    ['an object among its parts', encode(['name asc', { $gt: '' }]), isNone],
    ['a list among its parts', encode(['name asc', ['like', '%']]), isNone],
    ['true among its parts', encode(['name asc', true]), isNone],
    ['an empty list', encode([]), isOther],
    ['no values', encode(['name asc']), isOther],
    ['too many values', encode(['name asc', 'a', 'b']), isOther],
    ['another order', encode(['status asc,name asc', 'Open', 'a']), isOther],
    ['SQL in place of an order', encode(['name asc; drop table', 'a']), isOther],
  ])('%s', async (_what, cursor, message) => {
    expect(await refuse(orders(`first: 1, after: "${cursor}"`))).toEqual([`BAD_USER_INPUT | after | after ${message}`]);
    expect(await refuse(orders(`last: 1, before: "${cursor}"`))).toEqual([
      `BAD_USER_INPUT | before | before ${message}`,
    ]);
  });

  test('null in place of the name', async () => {
    expect(await refuse(orders(`first: 1, after: "${encode(['name asc', null])}"`))).toHaveLength(1);
  });
});

describe('an ID', () => {
  test.each([
    ['text', 'x'],
    ['nothing', ''],
    ['one part', encode(['Shop Order'])],
    ['three parts', encode(['Shop Order', 'a', 'b'])],
    ['numbers', encode([1, 2])],
    ['an object', encode({ doctype: 'Shop Order', name: 'a' })],
    ['null', encode('null')],
  ])('that is %s is refused before any call, with its place', async (_what, id) => {
    expect(await refuse(`node(id: "${id}") { id }`)).toEqual(['BAD_USER_INPUT | id | id is not an ID of this API.']);
    expect(await refuse(`nodes(ids: ["${id}"]) { id }`)).toEqual([
      'BAD_USER_INPUT | ids.0 | ids.0 is not an ID of this API.',
    ]);
  });

  test('of a DocType that the schema does not have is null without a call', async () => {
    const answer = await gateway.query(
      `{ node(id: "${encode(['Nope', 'x'])}") { id } nodes(ids: ["${encode(['Nope', 'x'])}"]) { id } }`,
    );
    expect(answer.data).toEqual({ node: null, nodes: [null] });
    expect(gateway.site.requests).toEqual([]);
  });

  test('of a child row is null without a call', async () => {
    const id = encode(['Shop Order Item', 'abc']);
    expect(await refuse(`node(id: "${id}") { id } nodes(ids: ["${id}"]) { id }`)).toEqual([]);
  });

  test('among more than 500 is refused before any call, 10,000 of them too', async () => {
    for (const count of [501, 10_000]) {
      const ids = Array.from({ length: count }, (_, index) => encode(['Shop Order', `SO-${index}`]));
      const answer = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { variables: { ids } });
      expect(answer.errors?.[0]).toMatchObject({
        message: 'ids cannot be more than 500.',
        extensions: { code: 'BAD_USER_INPUT', field: 'ids' },
      });
      expect(gateway.site.requests).toEqual([]);
    }
  });

  test('given 500 times is asked for in one call', async () => {
    const ids = Array.from({ length: 500 }, (_, index) =>
      encode(['Shop Order', `SO-2026-${String(index).padStart(5, '0')}`]),
    );
    const answer = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      variables: { ids: [...ids, ...ids].slice(0, 500) },
    });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.nodes).toHaveLength(500);
    expect(gateway.site.requests).toHaveLength(1);
  });
});

describe('a document without a name', () => {
  test('is null without a call', async () => {
    expect(await refuse('shopOrder(name: "") { name }')).toEqual([]);
    expect(await refuse(`node(id: "${encode(['Shop Order', ''])}") { id }`)).toEqual([]);
  });
});
