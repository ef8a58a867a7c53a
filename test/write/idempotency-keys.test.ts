import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { passTime } from '../support/pass-time.ts';
import { type DemoUser, startTestGateway } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';
import { useGateway } from '../support/use-gateway.ts';

/** The site is done with a request three seconds after it began. */
const gateway = useGateway({}, { OPERATION_TIMEOUT_MS: '2000', FRAPPE_REQUEST_SECONDS: '1' });

const DAY_MS = 86_400_000;

const CREATE = `mutation ($input: ShopNoteInput, $key: String) {
  made: createShopNote(input: $input, idempotencyKey: $key) { created shopNote { name title } }
}`;

let count = 0;
const newKey = () => `key ${++count}`;

function create(title: string, key: string | null, as: DemoUser = 'carol', more: Record<string, unknown> = {}) {
  return gateway.query(CREATE, { as, variables: { input: { title, ...more }, key } });
}

async function created(title: string, key: string | null, as: DemoUser = 'carol') {
  const { data, errors } = await create(title, key, as);
  expect(errors).toBeUndefined();
  return data.made as { created: boolean; shopNote: { name: string } };
}

async function refused(...args: Parameters<typeof create>) {
  const { errors } = await create(...args);
  expect(errors).toHaveLength(1);
  const { message = '', extensions = {} } = errors?.[0] ?? {};
  return { ...extensions, message } as Record<string, unknown> & { message: string };
}

const writes = () => gateway.site.requests.filter(({ method }) => method !== 'GET');
const notes = (title: string) =>
  gateway.site.database.all('SELECT name FROM "tabShop Note" WHERE title = ?', [title]).map(({ name }) => name);

/** The next write is stored, and its answer is lost. */
function loseAnswer() {
  gateway.site.fault = ({ method }) => (method === 'GET' ? undefined : { cutAfterBytes: 0 });
}

/** The next write does not get to the site. */
function loseRequest() {
  gateway.site.fault = ({ method }) => (method === 'GET' ? undefined : { resetSocket: true });
}

async function lose(title: string, key: string, fault: () => void) {
  fault();
  expect(await refused(title, key)).toMatchObject({ outcome: 'UNKNOWN' });
  gateway.site.fault = undefined;
}

/** Begins a create that runs until it is released. */
async function createSlowly(title: string, key: string) {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  gateway.site.fault = ({ method }) => (method === 'GET' ? undefined : promise);
  const first = create(title, key);
  await until(() => writes().length === 1);
  return { first, release: () => resolve(undefined) };
}

/** Documents of other tests are not of the time of this one. */
beforeEach(async () => {
  gateway.site.clock.shift(60);
  await gateway.query('{ shopTags(first: 1) { nodes { name } } }');
  gateway.site.requests.length = 0;
});

afterEach(() => {
  gateway.site.fault = undefined;
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a create with a key', () => {
  test('that is sent again returns the first document', async () => {
    const key = newKey();
    const first = await created('Twice', key);
    const second = await created('Twice', key);
    expect([first.created, second.created]).toEqual([true, false]);
    expect(second.shopNote).toEqual(first.shopNote);
    expect(writes()).toHaveLength(1);
    expect(notes('Twice')).toEqual([first.shopNote.name]);
  });

  test('that is sent many times at once creates one document', async () => {
    const key = newKey();
    const all = await Promise.all(Array.from({ length: 12 }, () => created('At once', key)));
    expect(new Set(all.map(({ shopNote }) => shopNote.name)).size).toBe(1);
    expect(all.filter((one) => one.created)).toHaveLength(1);
    expect(notes('At once')).toHaveLength(1);
  });

  test('waits for the first one that still runs', async () => {
    const key = newKey();
    const { first, release } = await createSlowly('Slow', key);
    const others = [created('Slow', key), created('Slow', key)];
    release();
    const name = (await first).data.made.shopNote.name;
    for (const { shopNote } of await Promise.all(others)) expect(shopNote.name).toBe(name);
  });

  test('waits for the first one that still runs, though the clock of this machine is set forward', async () => {
    const key = newKey();
    const { first, release } = await createSlowly('Clock', key);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * DAY_MS });
    const other = created('Clock', key);
    // It asks for the key, and not the site.
    await gateway.query('{ shopTags(first: 1) { nodes { name } } }');
    release();
    const { name } = (await first).data.made.shopNote;
    expect((await other).shopNote.name).toBe(name);
    expect(notes('Clock')).toEqual([name]);
  });

  test('is refused if its input is another one, in whatever order its values come', async () => {
    const key = newKey();
    const { made } = (await create('Other', key, 'carol', { content: 'A', is_private: true })).data;
    const again = await gateway.query(
      `mutation { made: createShopNote(input: { is_private: true, content: "A", title: "Other" }, idempotencyKey: "${key}") { created shopNote { name } } }`,
      { as: 'carol' },
    );
    expect(again.data.made).toEqual({ created: false, shopNote: { name: made.shopNote.name } });
    expect(await refused('Other', key, 'carol', { content: 'B', is_private: true })).toEqual({
      message: '`idempotencyKey` was given to a request with another input. Use a new key for each request.',
      code: 'BAD_USER_INPUT',
      field: 'idempotencyKey',
    });
    expect(writes()).toHaveLength(1);
  });

  test('belongs to its credential and its DocType', async () => {
    const key = newKey();
    const own = await created('Apart', key);
    const other = await created('Apart', key, 'gateway');
    const tag = await gateway.query(
      `mutation ($key: String) { createShopTag(input: { name: "Apart" }, idempotencyKey: $key) { created } }`,
      { as: 'carol', variables: { key } },
    );
    expect(other.created && other.shopNote.name !== own.shopNote.name).toBe(true);
    expect(tag.data.createShopTag).toEqual({ created: true });
  });

  test('shows the document as it is now, as the caller may see it, or says that it is gone', async () => {
    const key = newKey();
    const { shopNote } = await created('Later', key);
    gateway.site.database.run('UPDATE "tabShop Note" SET title = ? WHERE name = ?', ['Changed', shopNote.name]);
    expect((await created('Later', key)).shopNote).toEqual({ name: shopNote.name, title: 'Changed' });
    gateway.site.database.run('DELETE FROM "tabShop Note" WHERE name = ?', [shopNote.name]);
    expect(await refused('Later', key)).toEqual({
      message: `\`idempotencyKey\`: the request with this key created Shop Note ${shopNote.name}, which has been deleted or renamed since. Use a new key to create another one.`,
      code: 'NOT_FOUND',
      field: 'idempotencyKey',
    });
    expect(writes()).toHaveLength(1);
  });

  test('does not return a later document that was given the name of the first', async () => {
    const [key, other] = [newKey(), newKey()];
    const ask = (text: string) =>
      gateway.query(
        'mutation ($key: String) { made: createShopTag(input: { name: "Again" }, idempotencyKey: $key) { created } }',
        { as: 'carol', variables: { key: text } },
      );
    await ask(key);
    await gateway.query('mutation { deleteShopTag(name: "Again") { name } }', { as: 'carol' });
    expect((await ask(other)).data.made).toEqual({ created: true });
    expect((await ask(other)).data.made).toEqual({ created: false });
    expect((await ask(key)).errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND', field: 'idempotencyKey' });
  });

  test('can be sent again with other values after the site has refused it', async () => {
    const key = newKey();
    const query = `mutation ($input: ShopCustomerInput, $key: String) {
      createShopCustomer(input: $input, idempotencyKey: $key) { created shopCustomer { region { name } } }
    }`;
    const ask = (region: string) =>
      gateway.query(query, { as: 'carol', variables: { key, input: { customer_name: 'Refused', region } } });
    expect((await ask('Nowhere')).errors?.[0]?.extensions.code).toBe('INVALID');
    expect((await ask('North')).data.createShopCustomer).toEqual({
      created: true,
      shopCustomer: { region: { name: 'North' } },
    });
  });

  test('is forgotten after a day', async () => {
    // The clock of a site does not go back: the other tests need theirs.
    await using other = await startTestGateway();
    const ask = async () => {
      const variables = { input: { title: 'A day' }, key: 'for a day' };
      return (await other.query(CREATE, { as: 'carol', variables })).data.made;
    };
    const { shopNote } = await ask();
    passTime(DAY_MS - 1_000);
    expect(await ask()).toEqual({ created: false, shopNote });
    passTime(DAY_MS + 1_000);
    expect((await ask()).created).toBe(true);
  });

  test.each([
    ['', '`idempotencyKey` is empty.'],
    ['  ', '`idempotencyKey` is empty.'],
    ['é'.repeat(256), '`idempotencyKey` has 256 characters, and can have 255 at most.'],
    ['a\nb', '`idempotencyKey` has a character that cannot be printed.'],
    ['a\u200bb', '`idempotencyKey` has a character that cannot be printed.'],
  ])('that is wrong is refused before any call: %j', async (key, message) => {
    expect(await refused('Wrong', key)).toEqual({ message, code: 'BAD_USER_INPUT', field: 'idempotencyKey' });
    expect(gateway.site.requests).toEqual([]);
  });

  test('can have 255 characters, and null is none', async () => {
    expect((await created('Long', '😀'.repeat(255))).created).toBe(true);
    expect((await created('Null', null)).created && (await created('Null', null)).created).toBe(true);
  });

  test('is refused for guests', async () => {
    expect(await refused('Guest', newKey(), 'guest')).toEqual({
      message: '`idempotencyKey` needs a credential, because all guests share one. Leave it out.',
      code: 'BAD_USER_INPUT',
      field: 'idempotencyKey',
    });
    expect(gateway.site.requests).toEqual([]);
  });

  test('of a credential that the site refuses leaves nothing behind', async () => {
    const headers = { authorization: 'token nobody:nothing' };
    const key = newKey();
    for (const title of ['One', 'Two']) {
      const { errors } = await gateway.query(CREATE, { headers, variables: { input: { title }, key } });
      expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
  });
});

describe('a create with a key whose outcome is unknown', () => {
  test('returns the document that the site stored', async () => {
    const key = newKey();
    await lose('Stored', key, loseAnswer);
    const [name] = notes('Stored');
    expect(await created('Stored', key)).toEqual({ created: false, shopNote: { name, title: 'Stored' } });
    expect(await created('Stored', key)).toEqual({ created: false, shopNote: { name, title: 'Stored' } });
    expect(notes('Stored')).toEqual([name]);
  });

  test('creates it if the site stored nothing, once the site is done with the first request', async () => {
    const key = newKey();
    await lose('Lost', key, loseRequest);
    const error = await refused('Lost', key);
    expect(error).toMatchObject({ code: 'CONFLICT', field: 'idempotencyKey', outcome: 'UNKNOWN' });
    expect(error.message).toMatch(
      /may still be carrying out the first request with this key. Send it again in \d s\.$/,
    );
    expect(error).toHaveProperty('retryAfter', expect.any(Number));
    await until(async () => (await create('Lost', key)).errors === undefined);
    expect(notes('Lost')).toHaveLength(1);
  });

  test('creates nothing if the site carries out the first request late', async () => {
    const key = newKey();
    gateway.site.fault = ({ method }) => (method === 'GET' ? undefined : { delayMs: 2_500, goesOn: true });
    expect(await refused('Late', key)).toMatchObject({ code: 'UPSTREAM_TIMEOUT', outcome: 'UNKNOWN' });
    gateway.site.fault = undefined;
    await until(async () => (await create('Late', key)).errors === undefined);
    expect(notes('Late')).toHaveLength(1);
    expect((await created('Late', key)).shopNote.name).toBe(notes('Late')[0]);
  });

  test('does not take the document of another key for its own', async () => {
    const [key, other] = [newKey(), newKey()];
    await lose('Same', key, loseRequest);
    const { shopNote } = await created('Same', other);
    await until(async () => (await create('Same', key)).errors === undefined);
    expect(notes('Same')).toHaveLength(2);
    expect((await created('Same', key)).shopNote.name).not.toBe(shopNote.name);
  });

  test('is left to the caller if two documents may be the one', async () => {
    const key = newKey();
    await lose('Two', key, loseAnswer);
    await created('Two', null);
    await until(async () => (await refused('Two', key)).retryAfter === undefined);
    const error = await refused('Two', key);
    expect(error).toMatchObject({ code: 'CONFLICT', field: 'idempotencyKey', outcome: 'UNKNOWN' });
    for (const name of notes('Two')) expect(error.message).toContain(name);
    expect(error.message).toMatch(/Look for it; if it is not there, send the request with a new key\.$/);
    expect(notes('Two')).toHaveLength(2);
  });

  test('is left to the caller if the site stored other values than it was sent', async () => {
    const key = newKey();
    await lose('Altered', key, loseAnswer);
    const [name] = notes('Altered');
    gateway.site.database.run('UPDATE "tabShop Note" SET title = ? WHERE name = ?', ['By a controller', String(name)]);
    await until(async () => (await refused('Altered', key)).retryAfter === undefined);
    expect((await refused('Altered', key)).message).toContain(`it may be ${String(name)}`);
    expect(notes('Altered')).toEqual([]);
  });

  test('is found by its rows, too', async () => {
    const query = `mutation ($input: ShopOrderInput, $key: String) {
      made: createShopOrder(input: $input, idempotencyKey: $key) { created shopOrder { name items { qty } } }
    }`;
    const order = (...qty: number[]) => ({
      ...{ customer: 'CUST-00015', order_date: '2026-03-01', delivery_date: '2026-03-05' },
      items: qty.map((one) => ({ item: 'ITEM-0001', qty: one, rate: '10' })),
    });
    const ask = (key: string, input: object) => gateway.query(query, { as: 'carol', variables: { key, input } });
    const [key, other] = [newKey(), newKey()];
    loseAnswer();
    await Promise.all([ask(key, order(1, 2)), ask(other, order(1, 3))]);
    gateway.site.fault = undefined;
    const { data } = await ask(key, order(1, 2));
    expect(data.made).toMatchObject({ created: false, shopOrder: { items: [{ qty: 1 }, { qty: 2 }] } });
    const form = { doctype: 'Shop Order', ...order(4) };
    const fromForm = `mutation ($from: JSON, $key: String) {
      made: createShopOrder(from: $from, idempotencyKey: $key) { created shopOrder { name } }
    }`;
    const askFrom = () => gateway.query(fromForm, { as: 'carol', variables: { key: 'form', from: form } });
    loseAnswer();
    await askFrom();
    gateway.site.fault = undefined;
    expect((await askFrom()).data.made).toMatchObject({ created: false });
  });
});

describe('creates of many with a key', () => {
  const MANY = `mutation ($inputs: [ShopNoteInput!]!, $key: String, $atomic: Boolean) {
    made: createShopNotes(inputs: $inputs, idempotencyKey: $key, atomic: $atomic) { created shopNote { name title } }
  }`;
  const ask = (titles: string[], key: string, atomic = false) =>
    gateway.query(MANY, { as: 'carol', variables: { key, atomic, inputs: titles.map((title) => ({ title })) } });

  test('return those that are there and create the others', async () => {
    const key = newKey();
    let sent = 0;
    gateway.site.fault = ({ method }) => {
      if (method === 'GET') return undefined;
      sent += 1;
      return sent === 2 ? { status: 417, body: '{"exc_type":"ValidationError"}' } : undefined;
    };
    const first = await ask(['M1', 'M2', 'M3'], key);
    gateway.site.fault = undefined;
    expect(first.errors).toHaveLength(1);
    const second = await ask(['M1', 'M2', 'M3'], key);
    expect(second.data.made.map((one: { created: boolean }) => one.created).sort()).toEqual([false, false, true]);
    expect(['M1', 'M2', 'M3'].flatMap(notes)).toHaveLength(3);
    const other = await ask(['M1', 'M2'], key);
    expect(other.errors?.map(({ extensions }) => extensions.field)).toEqual(['idempotencyKey', 'idempotencyKey']);
  });

  test('of which all or none are stored are returned together', async () => {
    const key = newKey();
    loseAnswer();
    expect((await ask(['A1', 'A2'], key, true)).errors?.[0]?.extensions.outcome).toBe('UNKNOWN');
    gateway.site.fault = undefined;
    for (let time = 0; time < 2; time += 1) {
      const { data, errors } = await ask(['A1', 'A2'], key, true);
      expect(errors).toBeUndefined();
      expect(data.made.map(({ shopNote }: { shopNote: { title: string } }) => shopNote.title)).toEqual(['A1', 'A2']);
    }
    expect(['A1', 'A2'].flatMap(notes)).toHaveLength(2);
  });
});
