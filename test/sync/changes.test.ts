import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { standardRow } from '../../demo/seed/standard-row.ts';
import { type DemoUser, startTestGateway, startWatchedGateway, type TestGateway } from '../support/start-gateway.ts';

const QUERY = `query ($doctypes: [String!]!, $since: String, $first: Int, $held: [HeldNames!]) {
  changes(doctypes: $doctypes, since: $since, first: $first, held: $held) { next hasMore refused nodes { kind doctype name oldName } }
}`;
const NORTHERN = 'CUST-00001';

interface Asked {
  doctypes?: string[];
  since?: string | null;
  first?: number;
  held?: { doctype: string; names: string[] }[];
}

let started: TestGateway;
beforeAll(async () => {
  // Roles are asked for again for each token, however long they are remembered otherwise.
  started = await startTestGateway({ version: 15 }, { IDENTITY_CACHE_SECONDS: '600' });
});
afterAll(() => started[Symbol.asyncDispose]());
beforeEach(() => {
  started.site.reset();
  started.site.requests.length = 0;
});

function ask(as: DemoUser, { doctypes = ['Shop Customer'], ...rest }: Asked = {}) {
  return started.query(QUERY, { as, variables: { doctypes, ...rest } });
}

/** Reads to the end. @returns the token, and what was reported. */
async function follow(as: DemoUser, asked: Asked = {}) {
  const nodes: { kind: string; name: string; oldName: string | null }[] = [];
  let { since = null } = asked;
  for (let hasMore = true; hasMore; ) {
    const { data, errors } = await ask(as, { ...asked, since });
    expect(errors).toBeUndefined();
    nodes.push(...data.changes.nodes);
    ({ hasMore, next: since } = data.changes);
  }
  return { since: since as string, nodes };
}

async function refusal(as: DemoUser, asked: Asked) {
  const { data, errors } = await ask(as, asked);
  expect(data.changes).toBeNull();
  return { message: errors?.[0]?.message, ...errors?.[0]?.extensions };
}

async function send(method: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${started.site.url}/api/${path}`, {
    method,
    headers: { authorization: started.site.authorization('gateway'), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBeLessThan(300);
}

describe('a token', () => {
  test.each([
    ['no token at all', (token: string) => token.slice(0, 10)],
    ['one that was changed', (token: string) => `${token.slice(0, -4)}AAAA`],
    ['one that is too long', (token: string) => token + 'A'.repeat(500_000)],
  ])('is refused before any call if it is %s', async (_, change) => {
    const { since } = await follow('alice');
    started.site.requests.length = 0;
    const error = await refusal('alice', { since: change(since) });
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', field: 'since' });
    expect(started.site.requests).toEqual([]);
  });

  test('of another site is refused before any call', async () => {
    await using other = await startTestGateway({ version: 15 });
    const { data } = await other.query(QUERY, { as: 'alice', variables: { doctypes: ['Shop Customer'] } });
    const error = await refusal('alice', { since: data.changes.next });
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', field: 'since' });
    expect(started.site.requests).toEqual([]);
  });

  test('of another user is refused', async () => {
    const { since } = await follow('alice');
    const error = await refusal('carol', { since });
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', field: 'since' });
    expect(error.message).toBe('`since` was given to another user. Read everything again without it.');
  });

  test('works with another replica, which has seen nothing', async () => {
    const { since } = await follow('alice');
    await send('PUT', `resource/Shop Customer/${NORTHERN}`, { short_note: 'elsewhere', region: 'North' });
    const replica = await startWatchedGateway(started.site);
    const response = await fetch(`${replica.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: started.site.authorization('alice') },
      body: JSON.stringify({ query: QUERY, variables: { doctypes: ['Shop Customer'], since } }),
    });
    const { data } = (await response.json()) as { data: { changes: { nodes: object[] } } };
    await replica.close();
    expect(data.changes.nodes).toMatchObject([{ kind: 'CHANGED', name: NORTHERN }]);
  });

  test('stays short, and ends, after more changes at one time than it can note', async () => {
    const { since } = await follow('gateway', { doctypes: ['Shop Tag'] });
    const { database, clock } = started.site;
    const now = clock.now();
    const values = { description: 'many', docstatus: 0, idx: 0, creation: now, modified: now };
    for (let index = 0; index < 1_200; index += 1) database.insert('Shop Tag', { name: `many-${index}`, ...values });
    const { nodes, since: next } = await follow('gateway', { doctypes: ['Shop Tag'], since, first: 500 });
    expect(nodes).toHaveLength(1_200);
    expect(next.length).toBeLessThan(20_000);
  });
});

describe('a change of permissions', () => {
  const expectExpired = async (since: string) => {
    const error = await refusal('alice', { since });
    expect(error).toMatchObject({ code: 'RESUME_EXPIRED', field: 'since' });
    expect(error.message).toBe('`since` is older than a change of your permissions. Read everything again without it.');
  };

  test('of roles ends a token at once, though roles are remembered for other purposes', async () => {
    const { since } = await follow('alice');
    const role = { parent: 'alice@example.com', parenttype: 'User', parentfield: 'roles', idx: 2, role: 'Shop Clerk' };
    started.site.database.insert('Has Role', standardRow('another-role', role));
    await expectExpired(since);
  });

  test('of User Permissions ends a token', async () => {
    const { since } = await follow('alice');
    const values = { user: 'alice@example.com', allow: 'Shop Region', for_value: 'South', apply_to_all_doctypes: 1 };
    await send('POST', 'resource/User Permission', values);
    await expectExpired(since);
  });

  test('by a node that moves in a tree ends a token, and another change of a node does not', async () => {
    const { since } = await follow('alice');
    await send('PUT', 'resource/Shop Region/North 1-A', { region_code: 'N1A' });
    const after = await follow('alice', { since });
    await send('PUT', 'resource/Shop Region/North 1-A', { parent_shop_region: 'South' });
    await expectExpired(after.since);
  });
});

describe('documents that a user cannot see', () => {
  test('teach them nothing by changes, renames, deletions and shares with others', async () => {
    const doctypes = ['Shop Note'];
    const { database } = started.site;
    const hidden = database.all(
      "SELECT name FROM `tabShop Note` WHERE is_private = 1 AND owner <> 'alice@example.com' ORDER BY name",
    );
    const [one, other] = hidden.map(({ name }) => String(name));
    const { since } = await follow('alice', { doctypes });
    await send('PUT', `resource/Shop Note/${one}`, { title: 'hidden' });
    await send('DELETE', `resource/Shop Note/${other}`, {});
    const { nodes } = await follow('alice', { doctypes, since });
    expect(nodes).toEqual([]);
  });

  test('look like names that do not exist', async () => {
    const { data } = await ask('alice', {
      doctypes: ['Shop Region'],
      held: [{ doctype: 'Shop Region', names: ['South', 'Nowhere'] }],
    });
    const lost = data.changes.nodes.filter(({ kind }: { kind: string }) => kind === 'NO_LONGER_VISIBLE');
    expect(lost).toEqual([
      { kind: 'NO_LONGER_VISIBLE', doctype: 'Shop Region', name: 'South', oldName: null },
      { kind: 'NO_LONGER_VISIBLE', doctype: 'Shop Region', name: 'Nowhere', oldName: null },
    ]);
  });

  test('are not reported when they are renamed', async () => {
    const doctypes = ['Shop Region'];
    const { since } = await follow('alice', { doctypes });
    await send('POST', 'method/frappe.client.rename_doc', {
      doctype: 'Shop Region',
      old_name: 'South 1-A',
      new_name: 'Far',
    });
    await send('POST', 'method/frappe.client.rename_doc', {
      doctype: 'Shop Region',
      old_name: 'North 1-A',
      new_name: 'Near',
    });
    // The node is one of those that their User Permission stands for.
    expect(await refusal('alice', { doctypes, since })).toMatchObject({ code: 'RESUME_EXPIRED' });
    const { nodes } = await follow('alice', { doctypes });
    expect(nodes.filter(({ name }) => ['Far', 'Near', 'South 1-A', 'North 1-A'].includes(name))).toEqual([
      { kind: 'CREATED', doctype: 'Shop Region', name: 'Near', oldName: null },
    ]);
  });

  test('of a DocType that they cannot read are none, and others are reported', async () => {
    const doctypes = ['Shop Order', 'Shop Tag'];
    const held = [{ doctype: 'Shop Order', names: ['SO-2026-00001'] }];
    const { data, errors } = await ask('bob', { doctypes, held });
    const { refused, nodes } = data.changes;
    expect(errors).toBeUndefined();
    expect(refused).toEqual(['Shop Order']);
    expect(nodes[0]).toMatchObject({ kind: 'NO_LONGER_VISIBLE', doctype: 'Shop Order' });
    expect(new Set(nodes.slice(1).map(({ doctype }: { doctype: string }) => doctype))).toEqual(new Set(['Shop Tag']));
  });
});

describe('a change', () => {
  test('behind a page that has been read is reported before the end', async () => {
    const doctypes = ['Shop Tag'];
    const { database, clock } = started.site;
    const ahead = { description: 'ahead', modified: '2031-01-01 00:00:00' };
    const [first] = database.all('SELECT name FROM `tabShop Tag` ORDER BY name');
    database.update('Shop Tag', String(first?.name), ahead);
    const { since } = await follow('gateway', { doctypes });
    const insert = (name: string) => {
      const now = clock.now();
      database.insert('Shop Tag', { name, docstatus: 0, idx: 0, creation: now, modified: now });
    };
    insert('one');
    const page = await ask('gateway', { doctypes, since, first: 1 });
    // The page ends behind the document that is dated ahead.
    insert('two');
    const { nodes } = await follow('gateway', { doctypes, since: page.data.changes.next, first: 1 });
    expect(page.data.changes.nodes).toMatchObject([{ kind: 'CREATED', name: 'one' }]);
    expect(nodes).toMatchObject([{ kind: 'CREATED', name: 'two' }]);
  });

  test('of names that go round is reported so that no copy loses a document', async () => {
    const doctypes = ['Shop Tag'];
    const { since } = await follow('gateway', { doctypes });
    const rename = (old_name: string, new_name: string) =>
      send('POST', 'method/frappe.client.rename_doc', { doctype: 'Shop Tag', old_name, new_name });
    const [one, other] = started.site.database.all('SELECT name FROM `tabShop Tag` ORDER BY name');
    const [a, b] = [String(one?.name), String(other?.name)];
    await rename(a, 'between');
    await rename(b, a);
    await rename('between', b);
    const { nodes } = await follow('gateway', { doctypes, since });
    const copy = new Set([a, b]);
    for (const { name, oldName } of nodes) {
      copy.delete(String(oldName));
      if (name !== 'between') copy.add(name);
    }
    expect([...copy].sort()).toEqual([a, b].sort());
  });
});

test('An account that cannot read User Permissions is named, and nothing is guessed', async () => {
  started.site.fault = ({ path }) => (path.includes('User%20Permission') ? { status: 403, body: '{}' } : undefined);
  const error = await refusal('alice', {});
  started.site.fault = undefined;
  expect(error).toMatchObject({ code: 'UPSTREAM_ERROR' });
  expect(error.message).toBe(
    "The gateway's account is not allowed to read User Permission, which following changes needs.",
  );
});
