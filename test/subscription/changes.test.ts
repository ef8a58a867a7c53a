import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createChangeSender, type SendChange } from '../support/change-sender.ts';
import { holdRequests } from '../support/site-faults.ts';
import { type DemoUser, startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { connectAs, type TestSocket } from '../support/stream-clients.ts';

const SHARED = 'SO-2026-00001';
const CHANGES = 'event name modified matches shopOrder { name status }';
const ORDERS = `subscription { shopOrderChanged { ${CHANGES} } }`;
const OPEN_ORDERS = `subscription { shopOrderChanged(filter: { status: { eq: Open } }) { ${CHANGES} } }`;

let running: TestGateway;
let sendChange: SendChange;
const sockets: TestSocket[] = [];

beforeEach(async () => {
  running = await startTestGateway();
  sendChange = createChangeSender(running);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await running[Symbol.asyncDispose]();
});

async function subscribe(as: DemoUser, query: string, variables = {}): Promise<TestSocket> {
  const socket = await connectAs(running, as);
  sockets.push(socket);
  socket.subscribe('1', query, variables);
  await socket.settle();
  return socket;
}

/** What a subscriber was told next: the values of its root field. */
async function nextOf(socket: TestSocket): Promise<Record<string, unknown>> {
  const { payload } = await socket.messages.take();
  if (!payload.data) throw new Error(JSON.stringify(payload));
  return Object.values(payload.data)[0] as Record<string, unknown>;
}

function paths(): string[] {
  return running.site.requests.splice(0).map(({ path }) => decodeURIComponent(path));
}

function setStatus(name: string, status: string): void {
  running.site.database.update('Shop Order', name, { status });
}

describe('a subscription to changes', () => {
  test('asks once at its start whether the caller may listen', async () => {
    const socket = await subscribe('carol', ORDERS);
    expect(socket.messages.items).toEqual([]);
    expect(paths().filter((path) => path.includes('Shop Order'))).toEqual([
      '/api/resource/Shop Order?fields=["name"]&order_by=name+asc&limit_page_length=1',
    ]);
  });

  test('reports a change with the document as its subscriber reads it: one call, and those for its links', async () => {
    const socket = await subscribe(
      'carol',
      'subscription { shopOrderChanged { event shopOrder { status customer { customer_name } } } }',
    );
    paths();
    await sendChange('UPDATE', SHARED);
    expect(await nextOf(socket)).toEqual({
      event: 'UPDATE',
      shopOrder: { status: 'Cancelled', customer: { customer_name: expect.any(String) } },
    });
    expect(paths()).toEqual([
      `/api/resource/Shop Order?fields=["name","customer","status"]&filters=[["name","=","${SHARED}"]]&order_by=name+asc&limit_page_length=1`,
      '/api/resource/Shop Customer?fields=["name","customer_name"]&filters=[["name","in",["CUST-01110"]]]&limit_page_length=1',
    ]);
  });

  test('reports changes that are read together, however many calls they take in all', async () => {
    await running[Symbol.asyncDispose]();
    running = await startTestGateway(undefined, { MAX_COST_CALLS: '6' });
    sendChange = createChangeSender(running);
    const fields = 'name shopOrder { _meta { comments { content } } }';
    const socket = await subscribe('carol', `subscription { shopOrderChanged { ${fields} } }`);
    const names = Array.from({ length: 10 }, (_, index) => `SO-2026-0000${index}`).slice(1);
    const held = holdRequests(running.site, ({ path }) => path.includes('Shop%20Order'));
    for (const name of names) await sendChange('UPDATE', name);
    held.release();
    for (const name of names) {
      expect(await nextOf(socket)).toMatchObject({
        name,
        shopOrder: { _meta: { comments: expect.any(Array) } },
      });
    }
  });

  test('shares the read among subscribers with the same operation and credential, and no others', async () => {
    const same = [await subscribe('carol', ORDERS), await subscribe('carol', ORDERS)];
    const other = await subscribe('gateway', ORDERS);
    const another = await subscribe('carol', ORDERS.replace('modified', ''));
    paths();
    await sendChange('UPDATE', SHARED);
    for (const socket of [...same, other, another]) expect(await nextOf(socket)).toMatchObject({ name: SHARED });
    expect(paths()).toHaveLength(3);
  });

  test('reports nothing to callers who cannot read the document, not even that something happened', async () => {
    const carol = await subscribe('carol', ORDERS);
    const alice = await subscribe('alice', ORDERS);
    const { data } = await running.query(
      '{ shopOrders(first: 1, filter: { customer: { where: { region: { notIn: ["North"], notLike: "North%" } } }, name: { ne: "SO-2026-00001" } }) { nodes { name } } }',
      { as: 'carol' },
    );
    const [{ name: hidden }] = data.shopOrders.nodes;
    await sendChange('UPDATE', hidden);
    expect(await nextOf(carol)).toMatchObject({ name: hidden });
    await sendChange('DELETE', hidden);
    expect(await nextOf(carol)).toMatchObject({ event: 'DELETE', name: hidden, matches: false, shopOrder: null });
    await sendChange('UPDATE', SHARED);
    expect(await nextOf(alice)).toMatchObject({ name: SHARED });
  });

  test('reports nothing more to callers who lost the permission, and no deletion either', async () => {
    const alice = await subscribe('alice', ORDERS);
    await sendChange('UPDATE', SHARED);
    expect(await nextOf(alice)).toMatchObject({ name: SHARED });
    running.site.database.run('DELETE FROM "tabDocShare"');
    await sendChange('UPDATE', SHARED);
    await sendChange('DELETE', SHARED);
    expect(await alice.settled()).toEqual([]);
  });

  test('reports a deletion to streams that have shown the document, and to no others', async () => {
    const early = await subscribe('carol', ORDERS);
    const blind = await subscribe('carol', ORDERS.replace('modified', ''));
    await sendChange('UPDATE', SHARED);
    expect(await nextOf(early)).toMatchObject({ event: 'UPDATE' });
    expect(await nextOf(blind)).toMatchObject({ event: 'UPDATE' });
    // The same question with the same credential: read together, yet told apart.
    const late = await subscribe('carol', ORDERS);
    await sendChange('DELETE', SHARED);
    expect(await nextOf(early)).toMatchObject({ event: 'DELETE', matches: false, shopOrder: null });
    expect(await nextOf(blind)).toMatchObject({ event: 'DELETE' });
    await sendChange('DELETE', 'SO-2026-00002');
    await sendChange('UPDATE', 'SO-2026-00003');
    for (const socket of [late, early]) expect(await nextOf(socket)).toMatchObject({ name: 'SO-2026-00003' });
  });

  test('by name, a deletion is reported to callers who can read the document, shown or not', async () => {
    const named = `subscription { shopOrderChanged(name: "SO-2026-00002") { ${CHANGES} } }`;
    const carol = await subscribe('carol', named);
    const alice = await subscribe('alice', named);
    const again = await subscribe('carol', named);
    await sendChange('UPDATE', SHARED);
    await sendChange('DELETE', 'SO-2026-00002');
    for (const socket of [carol, again]) {
      expect(await nextOf(socket)).toMatchObject({ event: 'DELETE', name: 'SO-2026-00002', matches: false });
    }
    expect(await alice.settled()).toEqual([]);
  });

  test('by name and with a filter, only a shown document is reported as no longer matching', async () => {
    const named = `subscription { shopOrderChanged(name: "${SHARED}", filter: { status: { eq: Open } }) { ${CHANGES} } }`;
    const socket = await subscribe('carol', named);
    await sendChange('UPDATE', SHARED);
    expect(await socket.settled()).toEqual([]);
    setStatus(SHARED, 'Open');
    await sendChange('UPDATE', SHARED);
    expect(await nextOf(socket)).toMatchObject({ matches: true });
    setStatus(SHARED, 'Closed');
    await sendChange('UPDATE', SHARED);
    expect(await nextOf(socket)).toMatchObject({ event: 'UPDATE', matches: false });
    await sendChange('DELETE', SHARED);
    expect(await nextOf(socket)).toMatchObject({ event: 'DELETE', matches: false });
  });

  test('by name, reports no deletion to callers who lost the permission before it', async () => {
    const named = `subscription { shopOrderChanged(name: "${SHARED}", events: [UPDATE, DELETE]) { ${CHANGES} } }`;
    const alice = await subscribe('alice', named);
    running.site.database.run('DELETE FROM "tabDocShare"');
    await sendChange('UPDATE', SHARED);
    await sendChange('DELETE', SHARED);
    expect(await alice.settled()).toEqual([]);
  });

  test('with a filter reports matching documents, and once those that no longer match', async () => {
    const socket = await subscribe('carol', OPEN_ORDERS);
    setStatus(SHARED, 'Closed');
    await sendChange('UPDATE', SHARED);
    expect(await socket.settled()).toEqual([]);
    setStatus(SHARED, 'Open');
    await sendChange('UPDATE', SHARED);
    expect(await nextOf(socket)).toMatchObject({ matches: true, shopOrder: { name: SHARED, status: 'Open' } });
    setStatus(SHARED, 'Closed');
    paths();
    await sendChange('UPDATE', SHARED);
    expect(await nextOf(socket)).toMatchObject({ matches: false, shopOrder: { name: SHARED, status: 'Closed' } });
    expect(paths()).toHaveLength(2);
    await sendChange('UPDATE', SHARED);
    expect(await socket.settled()).toEqual([]);
    expect(paths()).toHaveLength(1);
  });

  test('filters through links and rows as lists do', async () => {
    const query = `subscription { shopOrderChanged(filter: { customer: { where: { customer_name: { like: "%" } } }, items: { some: { qty: { gt: 0 } } }, or: [{ status: { eq: Open } }, { status: { eq: Closed } }] }) { name } }`;
    const socket = await subscribe('carol', query);
    setStatus(SHARED, 'Open');
    await sendChange('UPDATE', SHARED);
    expect(await nextOf(socket)).toEqual({ name: SHARED });
    setStatus(SHARED, 'Draft');
    await sendChange('UPDATE', SHARED);
    expect(await nextOf(socket)).toEqual({ name: SHARED });
    expect(await socket.settled()).toEqual([]);
  });

  test('reports only the requested kinds', async () => {
    const socket = await subscribe('carol', `subscription { shopOrderChanged(events: [SUBMIT]) { event name } }`);
    await sendChange('UPDATE', SHARED);
    await sendChange('SUBMIT', SHARED);
    await sendChange('CANCEL', SHARED);
    await sendChange('SUBMIT', 'SO-2026-00002');
    for (const name of [SHARED, 'SO-2026-00002']) expect(await nextOf(socket)).toEqual({ event: 'SUBMIT', name });
  });

  test('reports nothing if a document was deleted before it could be read, until its deletion', async () => {
    const socket = await subscribe('carol', ORDERS);
    await sendChange('UPDATE', SHARED);
    await nextOf(socket);
    running.site.database.delete('Shop Order', SHARED);
    await sendChange('UPDATE', SHARED);
    await sendChange('DELETE', SHARED);
    expect(await nextOf(socket)).toMatchObject({ event: 'DELETE', name: SHARED });
  });

  test('reports many changes at once in their order, and reads them together', async () => {
    const socket = await subscribe('carol', 'subscription { shopOrderChanged { name } }');
    paths();
    const names = Array.from({ length: 60 }, (_, index) => `SO-2026-${String(index + 1).padStart(5, '0')}`);
    await running.gateway.site.events.append(
      names.map((name, index) => ({
        doctype: 'Shop Order',
        name,
        kind: 'UPDATE' as const,
        modified: `2026-01-01 00:00:00.${String(index).padStart(6, '0')}`,
      })),
    );
    for (const name of names) expect(await nextOf(socket)).toEqual({ name });
    expect(paths().length).toBeLessThanOrEqual(3);
  });

  test('goes on where the site cannot be reached for a moment', async () => {
    const socket = await subscribe('carol', ORDERS);
    let failures = 2;
    running.site.fault = () => {
      failures -= 1;
      return failures >= 0 ? { status: 503 } : undefined;
    };
    await sendChange('UPDATE', SHARED);
    expect(await nextOf(socket)).toMatchObject({ name: SHARED });
  });

  test('is not held up by a site that asks for a wait of a day', async () => {
    const socket = await subscribe('carol', ORDERS);
    running.site.fault = () => {
      running.site.fault = undefined;
      return { status: 503, body: '<html>', headers: { 'retry-after': '86400' } };
    };
    await sendChange('UPDATE', SHARED);
    expect(await nextOf(socket)).toMatchObject({ name: SHARED });
  });
});

describe('documentChanged', () => {
  test('reports documents of several DocTypes, each as its own type', async () => {
    const socket = await subscribe(
      'carol',
      `subscription { documentChanged(doctypes: ["Shop Order", "Shop Item"]) {
        event doctype name document { name ... on ShopOrder { status } ... on ShopItem { item_name } }
      } }`,
    );
    await sendChange('UPDATE', SHARED);
    await sendChange('UPDATE', 'CUST-00001', 'Shop Customer');
    await sendChange('INSERT', 'ITEM-0001', 'Shop Item');
    expect(await nextOf(socket)).toMatchObject({ doctype: 'Shop Order', document: { status: 'Cancelled' } });
    expect(await nextOf(socket)).toMatchObject({
      event: 'INSERT',
      doctype: 'Shop Item',
      document: { name: 'ITEM-0001', item_name: expect.any(String) },
    });
  });

  test('without DocTypes also reports changes of one that the site has only since then', async () => {
    running.site.database.update('DocType', 'Shop Tag', { issingle: 1 });
    await running.gateway.site.refresh();
    const socket = await subscribe('carol', 'subscription { documentChanged { doctype name } }');
    running.site.database.update('DocType', 'Shop Tag', { issingle: 0 });
    await running.gateway.site.refresh();
    const { name } = running.site.database.all('SELECT name FROM "tabShop Tag"')[0] ?? {};
    await sendChange('UPDATE', String(name), 'Shop Tag');
    await sendChange('UPDATE', SHARED);
    expect([await nextOf(socket), await nextOf(socket)]).toEqual([
      { doctype: 'Shop Tag', name },
      { doctype: 'Shop Order', name: SHARED },
    ]);
  });

  test('passes over documents that the caller cannot read', async () => {
    const socket = await subscribe('bob', 'subscription { documentChanged { doctype name } }');
    await sendChange('UPDATE', SHARED);
    await sendChange('UPDATE', 'CUST-00001', 'Shop Customer');
    await sendChange('UPDATE', 'ITEM-0001', 'Shop Item');
    const readable = await Promise.all(
      ['shopOrder(name: "SO-2026-00001")', 'shopCustomer(name: "CUST-00001")', 'shopItem(name: "ITEM-0001")'].map(
        async (field) => (await running.query(`{ doc: ${field} { doctype } }`, { as: 'bob' })).data?.doc?.doctype,
      ),
    );
    expect(readable).toContain(undefined);
    for (const doctype of readable) if (doctype) expect(await nextOf(socket)).toMatchObject({ doctype });
    expect(await socket.settled()).toEqual([]);
  });
});

describe('the error of a subscription is reported at its start', () => {
  test.each([
    ['guest', ORDERS, 'UNAUTHENTICATED'],
    ['bob', 'subscription { roleProfileChanged { name } }', 'FORBIDDEN'],
    ['bob', 'subscription { shopOrderChanged(filter: { margin_amount: { gt: "1" } }) { name } }', 'FORBIDDEN'],
    ['carol', 'subscription { shopOrderChanged(after: "no token") { name } }', 'BAD_USER_INPUT'],
    ['carol', 'subscription { shopOrderChanged(events: []) { name } }', 'BAD_USER_INPUT'],
    ['carol', 'subscription { documentChanged(doctypes: ["No Such"]) { name } }', 'BAD_USER_INPUT'],
    ['carol', 'subscription { documentChanged(doctypes: []) { name } }', 'BAD_USER_INPUT'],
    ['carol', 'subscription { shopOrderChanged { nothing } }', 'BAD_USER_INPUT'],
    ['carol', 'subscription { shopOrderChanged { name } documentChanged { name } }', 'BAD_USER_INPUT'],
    ['carol', 'subscription { shopOrderChanged(filter: { status: null }) { name } }', 'BAD_USER_INPUT'],
  ] as const)('%s: %s is %s', async (as, query, code) => {
    const socket = await subscribe(as, query);
    const message = await socket.messages.take();
    expect(message).toMatchObject({ type: 'error', id: '1', payload: [{ extensions: { code } }] });
    expect(JSON.stringify(message)).not.toContain('"http"');
  });
});
