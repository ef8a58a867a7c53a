import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { standardRow } from '../../demo/seed/standard-row.ts';
import { startWatchedGateway, type WatchedGateway } from '../support/start-gateway.ts';
import { runsOr } from './property-sites.ts';
import { type Content, SyncClient } from './sync-client.ts';

const DOCTYPES = ['Shop Region', 'Shop Tag', 'Shop Note', 'Shop Customer'];
const ALICE = 'alice@example.com';

/** One thing that happens: a change on the site, a page that the client reads, or trouble. */
type Step = readonly [kind: string, a: number, b: number];

const STEPS = [
  ...['page', 'page', 'page', 'page', 'restart'],
  ...['createTag', 'changeTag', 'renameTag', 'mergeTag', 'deleteTag', 'recreateTag'],
  ...['createCustomer', 'changeCustomer', 'moveCustomer', 'deleteCustomer', 'share', 'unshare'],
  ...['createNote', 'hideNote', 'renameRegion', 'moveRegion'],
  ...['allowRegion', 'disallowRegion', 'takeRole', 'giveRole'],
  ...['clockForward', 'clockBack', 'lateCommit', 'future'],
];
const steps = fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.nat(1000), fc.nat(1000)), {
  minLength: 5,
  maxLength: 40,
});

/** Few customers, so that all of them are read again and again. */
function prepare({ database }: DemoSite): void {
  database.run("DELETE FROM `tabShop Customer` WHERE name > 'CUST-00024'");
  database.run('DELETE FROM `tabShop Note` WHERE rowid % 4 <> 0');
}

class World {
  readonly #site: DemoSite;
  #count = 0;

  constructor(site: DemoSite) {
    this.#site = site;
  }

  async change([kind, a, b]: Step): Promise<void> {
    const { clock } = this.#site;
    if (kind === 'createTag')
      await this.#send('POST', 'Shop Tag', { __newname: this.#newName('tag'), description: `${b}` });
    else if (kind === 'changeTag')
      await this.#update('Shop Tag', this.#pick('Shop Tag', a), { description: `changed ${b}` });
    else if (kind === 'renameTag')
      await this.#rename('Shop Tag', this.#pick('Shop Tag', a), this.#newName('renamed'), 0);
    else if (kind === 'mergeTag') await this.#merge(a, b);
    else if (kind === 'deleteTag') await this.#remove('Shop Tag', this.#pick('Shop Tag', a));
    else if (kind === 'recreateTag') await this.#recreate(a, b);
    else if (kind === 'createCustomer') await this.#send('POST', 'Shop Customer', this.#newCustomer(a));
    else if (kind === 'changeCustomer') await this.#updateCustomer(a, { short_note: `${b}` });
    else if (kind === 'moveCustomer') await this.#updateCustomer(a, { region: this.#pick('Shop Region', b) });
    else if (kind === 'deleteCustomer') await this.#remove('Shop Customer', this.#pick('Shop Customer', a));
    else if (kind === 'share') await this.#share(this.#pick('Shop Customer', a), 1);
    else if (kind === 'unshare') await this.#share(this.#pick('Shop Customer', a), 0);
    else if (kind === 'createNote')
      await this.#send('POST', 'Shop Note', { title: `${b}` }, a % 2 ? 'alice' : 'gateway');
    else if (kind === 'hideNote') await this.#update('Shop Note', this.#pick('Shop Note', a), { is_private: b % 2 });
    else if (kind === 'renameRegion') await this.#renameRegion(a);
    else if (kind === 'moveRegion') await this.#moveRegion(a, b);
    else if (kind === 'allowRegion') await this.#allowRegion(a);
    else if (kind === 'disallowRegion') this.#disallowRegion(a);
    else if (kind === 'takeRole') this.#site.database.run('DELETE FROM `tabHas Role` WHERE parent = ?', [ALICE]);
    else if (kind === 'giveRole') this.giveRole();
    else if (kind === 'clockForward') clock.shift(1 + (a % 7200));
    else if (kind === 'clockBack') clock.shift(-1 - (a % 7200));
    else if (kind === 'lateCommit') this.#commitLate(a);
    else if (kind === 'future') this.#dateAhead(a);
    else throw new Error(`Nobody knows how to ${kind}.`);
  }

  /** Alice sells again, in the North. */
  giveRole(): void {
    const { database } = this.#site;
    database.run('DELETE FROM `tabHas Role` WHERE parent = ?', [ALICE]);
    const role = { parent: ALICE, parenttype: 'User', parentfield: 'roles', idx: 1, role: 'Shop Sales' };
    database.insert('Has Role', standardRow(this.#newName('role'), role));
  }

  #newName(word: string): string {
    this.#count += 1;
    return `${word}-${this.#count}`;
  }

  #pick(doctype: string, index: number): string {
    const names = this.#site.database.all(`SELECT name FROM \`tab${doctype}\` ORDER BY name`);
    return String(names[index % Math.max(1, names.length)]?.name ?? 'none');
  }

  #newCustomer(index: number) {
    const name = this.#newName('customer');
    return { customer_name: name, email: `${name}@sync.test`, region: this.#pick('Shop Region', index) };
  }

  async #updateCustomer(index: number, values: Record<string, unknown>): Promise<void> {
    await this.#update('Shop Customer', this.#pick('Shop Customer', index), values);
  }

  async #merge(a: number, b: number): Promise<void> {
    const [one, other] = [this.#pick('Shop Tag', a), this.#pick('Shop Tag', b)];
    if (one !== other) await this.#rename('Shop Tag', one, other, 1);
  }

  /** Another document under the name of one that is gone. */
  async #recreate(a: number, b: number): Promise<void> {
    const name = this.#pick('Shop Tag', a);
    if (b % 2 === 0) await this.#remove('Shop Tag', name);
    else await this.#rename('Shop Tag', name, this.#newName('moved'), 0);
    await this.#send('POST', 'Shop Tag', { __newname: name, description: `again ${b}` });
  }

  async #renameRegion(a: number): Promise<void> {
    const name = this.#pick('Shop Region', a);
    // The User Permission of alice would be left with the old name, which no site does.
    const isAllowed = this.#site.database.get('SELECT 1 FROM `tabUser Permission` WHERE for_value = ?', [name]);
    if (!isAllowed) await this.#rename('Shop Region', name, this.#newName('region'), 0);
  }

  async #moveRegion(a: number, b: number): Promise<void> {
    const name = this.#pick('Shop Region', a);
    await this.#update('Shop Region', name, { parent_shop_region: b % 2 ? 'North' : 'South' });
  }

  async #allowRegion(a: number): Promise<void> {
    const values = {
      user: ALICE,
      allow: 'Shop Region',
      for_value: this.#pick('Shop Region', a),
      apply_to_all_doctypes: 1,
    };
    await this.#send('POST', 'User Permission', values);
  }

  #disallowRegion(a: number): void {
    const { database } = this.#site;
    const rows = database.all('SELECT name FROM `tabUser Permission` WHERE user = ? ORDER BY name', [ALICE]);
    if (rows.length > 1) database.delete('User Permission', String(rows[a % rows.length]?.name));
  }

  async #share(name: string, read: number): Promise<void> {
    const { database } = this.#site;
    const share = ['Shop Customer', name, ALICE];
    database.run('DELETE FROM `tabDocShare` WHERE share_doctype = ? AND share_name = ? AND user = ?', share);
    if (read === 0) return;
    const values = { share_doctype: 'Shop Customer', share_name: name, user: ALICE, read: 1, everyone: 0, write: 0 };
    const now = this.#site.clock.now();
    database.insert('DocShare', { ...standardRow(this.#newName('share'), values), creation: now, modified: now });
  }

  /** A transaction that wrote some time ago ends now. */
  #commitLate(a: number): void {
    const { database, clock } = this.#site;
    clock.shift(-(a % 50));
    const written = clock.now();
    clock.shift(a % 50);
    const values = { description: 'late', docstatus: 0, idx: 0, creation: written, modified: written };
    database.insert('Shop Tag', { name: this.#newName('late'), ...values });
  }

  #dateAhead(a: number): void {
    const time = `2031-01-01 00:00:${String(a % 60).padStart(2, '0')}.000000`;
    this.#site.database.update('Shop Tag', this.#pick('Shop Tag', a), { description: 'ahead', modified: time });
  }

  async #rename(doctype: string, oldName: string, newName: string, merge: number): Promise<void> {
    const args = { doctype, old_name: oldName, new_name: newName, merge };
    await this.#call('POST', '/api/method/frappe.client.rename_doc', args, 'gateway');
  }

  async #update(doctype: string, name: string, values: object): Promise<void> {
    await this.#call(
      'PUT',
      `/api/resource/${encodeURIComponent(doctype)}/${encodeURIComponent(name)}`,
      values,
      'gateway',
    );
  }

  async #remove(doctype: string, name: string): Promise<void> {
    await this.#call(
      'DELETE',
      `/api/resource/${encodeURIComponent(doctype)}/${encodeURIComponent(name)}`,
      null,
      'gateway',
    );
  }

  async #send(method: string, doctype: string, values: object, as: 'gateway' | 'alice' = 'gateway'): Promise<void> {
    await this.#call(method, `/api/resource/${encodeURIComponent(doctype)}`, values, as);
  }

  /** What the site refuses is no change. */
  async #call(method: string, path: string, body: object | null, as: 'gateway' | 'alice'): Promise<void> {
    const response = await fetch(this.#site.url + path, {
      method,
      headers: { authorization: this.#site.authorization(as), 'content-type': 'application/json' },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
    await response.text();
    if (response.status >= 500) throw new Error(`${method} ${path}: ${response.status}`);
  }
}

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'Shop Tag': ['description', 'color'],
  'Shop Customer': ['customer_name', 'short_note', 'region'],
  'Shop Note': ['title'],
  'Shop Region': ['region_name', 'is_group'],
};

/** What the site itself shows a user, in the form of the copy. */
async function seenOnSite(site: DemoSite, as: 'alice' | 'gateway', doctype: string): Promise<Map<string, Content>> {
  const fields = FIELDS[doctype] ?? [];
  const search = new URLSearchParams({ fields: JSON.stringify(['name', ...fields]), limit_page_length: '0' });
  const response = await fetch(`${site.url}/api/resource/${encodeURIComponent(doctype)}?${search}`, {
    headers: { authorization: site.authorization(as) },
  });
  if (response.status === 403) return new Map();
  const { data } = (await response.json()) as { data: Record<string, unknown>[] };
  return new Map(data.map((row) => [String(row.name), toContent(row)]));
}

function toContent(row: Record<string, unknown>): Content {
  const { region, is_group } = row;
  return {
    ...row,
    ...('region' in row ? { region: region === null || region === '' ? null : { name: region } } : {}),
    ...('is_group' in row ? { is_group: Boolean(is_group) } : {}),
  };
}

describe.each([14, 15, 16, 17] as const)('a copy that is kept by changes of a site of v%i', (version: FrappeMajor) => {
  let site: DemoSite;
  let gateways: WatchedGateway[] = [];
  beforeAll(async () => {
    site = await startDemoSite({ version });
    prepare(site);
    gateways = [await startWatchedGateway(site), await startWatchedGateway(site)];
  });
  afterAll(async () => {
    for (const gateway of gateways) await gateway.close();
    await site.close();
  });

  /** One of two replicas answers. */
  const askAs = (as: 'alice' | 'gateway', index: () => number) => async (query: string, variables: object) => {
    const response = await fetch(`${gateways[index() % 2]?.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: site.authorization(as) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as never;
  };

  test.each(['alice', 'gateway'] as const)('equals the site as %s sees it', { timeout: 300_000 }, async (as) => {
    const world = new World(site);
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 30 }), async (given, first) => {
        let asked = 0;
        const client = new SyncClient(
          DOCTYPES,
          askAs(as, () => asked++),
        );
        // Everything that happened in earlier runs is known.
        world.giveRole();
        while (await client.page(500));
        for (const step of given) {
          if (step[0] === 'page') await client.page(first);
          else if (step[0] === 'restart') {
            await gateways[0]?.close();
            gateways[0] = await startWatchedGateway(site);
          } else await world.change(step);
        }
        let pages = 0;
        while (await client.page(first)) {
          pages += 1;
          expect(pages).toBeLessThan(500);
        }
        for (const doctype of DOCTYPES) {
          const expected = await seenOnSite(site, as, doctype);
          const copy = client.copy.get(doctype) as Map<string, Content>;
          expect([doctype, sorted(copy)]).toEqual([doctype, sorted(expected)]);
        }
      }),
      { numRuns: runsOr(12) },
    );
  });
});

function sorted(documents: ReadonlyMap<string, Content>): Content[] {
  return [...documents].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, content]) => ({ ...content, name }));
}
