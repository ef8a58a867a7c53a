import { parse } from 'graphql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type CopyStep,
  type CopyStore,
  createClient,
  type TypedDocument,
  UnavailableError,
  updateCopy,
} from '../../client/src/index.ts';
import { type DemoUser, startTestGateway, type TestGateway } from '../support/start-gateway.ts';

interface Region {
  name: string;
  parent: { name: string } | null;
}

interface Order {
  name: string;
  status: string | null;
}

interface Variables {
  doctypes: string[];
  first: number;
  since?: string | null;
  held?: { doctype: string; names: string[] }[] | null;
}

interface Page {
  nodes: { kind: string; doctype: string; name: string; oldName: string | null; document: Region | Order | null }[];
  next: string;
  hasMore: boolean;
  refused: string[];
}

const CHANGES = parse(`query ($doctypes: [String!]!, $first: Int, $since: String, $held: [HeldNames!]) {
  changes(doctypes: $doctypes, first: $first, since: $since, held: $held) {
    nodes {
      kind doctype name oldName
      document { name ... on ShopRegion { parent: parent_shop_region { name } } ... on ShopOrder { status } }
    }
    next hasMore refused
  }
}`) as TypedDocument<{ changes: Page | null }, Variables>;

/** A copy in memory, as an app keeps one on disk. */
class Copy implements CopyStore<Region | Order> {
  readonly docs = new Map<string, Map<string, Region | Order>>();
  pages = 0;
  at: string | null = null;

  position() {
    return this.at;
  }

  held() {
    return [...this.docs].map(([doctype, docs]) => ({ doctype, names: [...docs.keys()] }));
  }

  apply(steps: readonly CopyStep<Region | Order>[], position: string) {
    for (const step of steps) this.#take(step);
    this.at = position;
    this.pages += 1;
  }

  namesOf(doctype: string) {
    return [...(this.docs.get(doctype)?.keys() ?? [])].sort();
  }

  #take(step: CopyStep<Region | Order>) {
    const docs = this.docs.get(step.doctype) ?? new Map<string, Region | Order>();
    this.docs.set(step.doctype, docs);
    if (step.action === 'store') docs.set(step.name, step.document);
    if (step.action === 'drop') docs.delete(step.name);
    if (step.action === 'clear') docs.clear();
    if (step.action !== 'relink') return;
    for (const [name, doc] of docs)
      if ('parent' in doc && doc.parent?.name === step.oldName) docs.set(name, { ...doc, parent: { name: step.name } });
  }
}

const DOCTYPES = ['Shop Region', 'Shop Order'];

let running: TestGateway;
let copy: Copy;
/** Runs before each request. */
let before: () => void;

beforeEach(async () => {
  running = await startTestGateway();
  copy = new Copy();
  before = () => {};
});
afterEach(() => running[Symbol.asyncDispose]());

const update = (user: Exclude<DemoUser, 'guest'>, options = {}) =>
  updateCopy(
    createClient({
      url: `${running.gateway.url}/graphql`,
      authorization: () => running.site.authorization(user),
      fetch: (...request) => {
        before();
        return fetch(...request);
      },
    }),
    CHANGES,
    { doctypes: DOCTYPES, first: 100 },
    copy,
    options,
  );

/** Changes the site as its Administrator. */
const send = async (method: string, path: string, body: object) => {
  const { status } = await fetch(`${running.site.url}/api/${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: running.site.authorization('administrator') },
    body: JSON.stringify(body),
  });
  expect(status).toBeLessThan(300);
};

/** What the user can read. */
const readable = async (user: Exclude<DemoUser, 'guest'>, field: string) => {
  const { data } = await running.query(`{ ${field}(first: 500) { nodes { name } } }`, { as: user });
  return data[field].nodes.map(({ name }: { name: string }) => name).sort();
};

const expectEqual = async (user: Exclude<DemoUser, 'guest'>) => {
  expect(copy.namesOf('Shop Region')).toEqual(await readable(user, 'shopRegions'));
  expect(copy.namesOf('Shop Order')).toEqual(await readable(user, 'shopOrders'));
};

test('a copy is made, and follows what is created, changed, renamed and deleted', async () => {
  await update('gateway');
  await expectEqual('gateway');
  expect(copy.pages).toBeGreaterThan(2);
  const regions = () => [...(copy.docs.get('Shop Region')?.values() ?? [])] as Region[];
  const child = regions().find(({ parent }) => parent !== null);
  await send('POST', 'method/frappe.client.rename_doc', {
    doctype: 'Shop Region',
    old_name: child?.parent?.name,
    new_name: 'Renamed',
  });
  await send('POST', 'resource/Shop Region', { region_name: 'Created', parent_shop_region: 'Renamed' });
  await update('gateway');
  await expectEqual('gateway');
  expect(copy.namesOf('Shop Region')).toEqual(expect.arrayContaining(['Created', 'Renamed']));
  expect(regions().find(({ name }) => name === child?.name)?.parent).toEqual({ name: 'Renamed' });
  await send('DELETE', 'resource/Shop Region/Created', {});
  await update('gateway');
  expect(copy.namesOf('Shop Region')).not.toContain('Created');
});

test('an update that is cut off goes on where it was', async () => {
  let count = 0;
  before = () => {
    count += 1;
    if (count > 2) throw new TypeError('fetch failed');
  };
  await expect(update('gateway')).rejects.toThrow(UnavailableError);
  expect(copy.pages).toBe(2);
  const size = copy.namesOf('Shop Region').length + copy.namesOf('Shop Order').length;
  expect(size).toBeGreaterThan(100);
  before = () => {};
  await update('gateway');
  await expectEqual('gateway');
});

test('what a user cannot read any more is dropped: at once if rights changed, else by a thorough update', async () => {
  await update('alice');
  await expectEqual('alice');
  const [first = '', second = ''] = copy.namesOf('Shop Order');
  // Nobody reports this to alice.
  running.site.database.run('DELETE FROM "tabShop Order" WHERE name = ?', [first]);
  await update('alice');
  expect(copy.namesOf('Shop Order')).toContain(first);
  await update('alice', { isThorough: true });
  await expectEqual('alice');
  running.site.database.run('DELETE FROM "tabShop Order" WHERE name = ?', [second]);
  await send('POST', 'resource/User Permission', {
    user: 'alice@example.com',
    allow: 'Shop Order',
    for_value: copy.namesOf('Shop Order').at(-1),
  });
  await update('alice');
  await expectEqual('alice');
  expect(copy.namesOf('Shop Order')).toHaveLength(1);
});

test('documents of a DocType that the user may no longer read are dropped', async () => {
  await update('carol');
  expect(copy.namesOf('Shop Order').length).toBeGreaterThan(0);
  running.site.database.run(`DELETE FROM "tabDocPerm" WHERE parent = 'Shop Order' AND role = 'Shop Manager'`);
  await update('carol');
  expect(copy.namesOf('Shop Order')).toEqual([]);
  expect(copy.namesOf('Shop Region').length).toBeGreaterThan(0);
});
