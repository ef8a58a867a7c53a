import { describe, expect, test } from 'vitest';
import type { DemoSite, Fault, FrappeMajor } from '../../demo/demo-site.ts';
import { LATE_V15 } from '../../demo/demo-site.ts';
import { startTestGateway } from '../support/start-gateway.ts';

const QUERY = '{ shopOrder(name: "SO-2026-00001") { name } shopItems(first: 1) { nodes { name } } }';

describe.each<FrappeMajor>([14, 15, 17])('a document that the site does not find on v%i', (version) => {
  test('is null if the site says so, whatever its name is made of', async () => {
    await using gateway = await startTestGateway({ version });
    for (const name of ['NOPE', 'A & B', 'Straße / 1', 'so <b>x', '%', "it's", '  blanks  inside ']) {
      const query = 'query ($name: ID!) { shopOrder(name: $name) { name } }';
      const { data, errors } = await gateway.query(query, { variables: { name } });
      expect([name, data, errors]).toEqual([name, { shopOrder: null }, undefined]);
    }
    const virtual = await gateway.query('{ shopMetric(name: "none") { name } }');
    expect([virtual.data, virtual.errors]).toEqual([{ shopMetric: null }, undefined]);
  });

  test('is an error if a DocType of its rows is not there', async () => {
    await using gateway = await startTestGateway({ version }, {}, ({ database }) => {
      database.run("DELETE FROM `tabDocType` WHERE name = 'Shop Order Tax'");
    });
    const query = `{
      shopOrder(name: "SO-2026-00001") { name }
      shopOrders(first: 2) { nodes { name age_in_days } }
      shopItems(first: 1) { nodes { name } }
    }`;
    const { data, errors } = await gateway.query(query);
    expect(data.shopOrder).toBeNull();
    expect(data.shopOrders.nodes.map((node: { age_in_days: unknown }) => node.age_in_days)).toEqual([null, null]);
    expect(data.shopItems.nodes).toHaveLength(1);
    // One for the document, and one for those of the list.
    expect(errors).toHaveLength(2);
    expect(errors?.find(({ path }) => path?.[0] === 'shopOrders')?.extensions.count).toBe(2);
    const first = errors?.find(({ path }) => path?.[0] === 'shopOrder');
    expect(first?.message).toBe('The site could not read Shop Order SO-2026-00001: DocType Shop Order Tax not found');
    expect(first?.extensions).toMatchObject({ code: 'UPSTREAM_ERROR', status: 404, excType: 'DoesNotExistError' });
  });

  test('is an error if its controller looks for another document', async () => {
    await using gateway = await startTestGateway({ version });
    for (const message of ['Shop Customer CUST-99999 not found', 'No profile']) {
      gateway.site.fault = answerOrders(notFound(message));
      const { data, errors } = await gateway.query(QUERY);
      expect(data.shopOrder).toBeNull();
      expect(errors?.[0]?.message).toBe(`The site could not read Shop Order SO-2026-00001: ${message}`);
      const nodes = await gateway.query('{ a: shopOrder(name: "SO-2026-00001") { customer { name } } }');
      expect(nodes.errors?.[0]?.extensions.code).toBe('UPSTREAM_ERROR');
    }
    gateway.site.fault = answerOrders({ status: 404, body: '<h1>Not Found</h1>' });
    expect((await gateway.query(QUERY)).errors?.[0]?.extensions.code).toBe('UPSTREAM_ERROR');
  });

  test('is looked for in a list if the message is in another language', async () => {
    await using gateway = await startTestGateway({ version });
    const { site } = gateway;
    site.fault = answerOrders(notFound('Auftrag SO-2026-00001 nicht gefunden'));
    const { errors } = await gateway.query(QUERY);
    expect(errors?.[0]?.extensions.code).toBe('UPSTREAM_ERROR');
    site.fault = answerOrders(notFound('Auftrag NOPE nicht gefunden'));
    const missing = await gateway.query('{ shopOrder(name: "NOPE") { name } }');
    expect([missing.data, missing.errors]).toEqual([{ shopOrder: null }, undefined]);
    // If the list cannot be read, nothing is known.
    site.fault = (request) =>
      request.path.startsWith('/api/resource/Shop%20Order?')
        ? { status: 500, body: '{}' }
        : answerOrders(notFound('X NOPE'))(request);
    const unknown = await gateway.query('{ shopOrder(name: "NOPE") { name } }');
    expect(unknown.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_ERROR', status: 500 });
  });
});

test('a late v15 does not reveal to callers without a right whether a document exists', async () => {
  await using gateway = await startTestGateway({ version: 15, dialect: LATE_V15 });
  for (const name of ['NOPE', 'SO-2026-00001']) {
    const { data, errors } = await gateway.query(`{ shopOrder(name: "${name}") { name } }`, { as: 'bob' });
    expect(data.shopOrder).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', status: 403 });
  }
  const own = await gateway.query('{ shopOrder(name: "NOPE") { name } }');
  expect([own.data, own.errors]).toEqual([{ shopOrder: null }, undefined]);
});

function notFound(message: string): Fault {
  const told = JSON.stringify([JSON.stringify({ message, title: 'Message', raise_exception: 1 })]);
  return { status: 404, body: JSON.stringify({ exc_type: 'DoesNotExistError', _server_messages: told }) };
}

/** Answers every request for one order. */
function answerOrders(fault: Fault): NonNullable<DemoSite['fault']> {
  return (request) => (request.path.startsWith('/api/resource/Shop%20Order/') ? fault : undefined);
}
