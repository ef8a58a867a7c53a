import type { DemoSite } from '../../demo/demo-site.ts';
import { standardRow } from '../../demo/seed/standard-row.ts';

/** One thing that happens: a change on the site, a page that the client reads, or trouble. */
export type Step = readonly [kind: string, a: number, b: number];

const ALICE = 'alice@example.com';

type Change = (world: SyncWorld, a: number, b: number) => Promise<void> | void;

/** The changes of a site, by their names. */
const CHANGES: Readonly<Record<string, Change>> = {
  createTag: (world, _a, b) => world.create('Shop Tag', { __newname: world.newName('tag'), description: `${b}` }),
  changeTag: (world, a, b) => world.update('Shop Tag', world.pick('Shop Tag', a), { description: `changed ${b}` }),
  renameTag: (world, a) => world.rename('Shop Tag', world.pick('Shop Tag', a), world.newName('renamed')),
  mergeTag: (world, a, b) => world.merge('Shop Tag', world.pick('Shop Tag', a), world.pick('Shop Tag', b)),
  swapTags: (world, a, b) => world.swap('Shop Tag', world.pick('Shop Tag', a), world.pick('Shop Tag', b)),
  deleteTag: (world, a) => world.remove('Shop Tag', world.pick('Shop Tag', a)),
  recreateTag: (world, a, b) => world.recreateTag(world.pick('Shop Tag', a), b),
  stampTags: (world, a) => world.stampTags(a),
  createCustomer: (world, a) => world.create('Shop Customer', world.newCustomer(a)),
  changeCustomer: (world, a, b) =>
    world.update('Shop Customer', world.pick('Shop Customer', a), { short_note: `${b}` }),
  moveCustomer: (world, a, b) =>
    world.update('Shop Customer', world.pick('Shop Customer', a), { region: world.pick('Shop Region', b) }),
  deleteCustomer: (world, a) => world.remove('Shop Customer', world.pick('Shop Customer', a)),
  share: (world, a) => world.share(world.pick('Shop Customer', a), 1),
  unshare: (world, a) => world.share(world.pick('Shop Customer', a), 0),
  createNote: (world, a, b) => world.create('Shop Note', { title: `${b}` }, a % 2 ? 'alice' : 'gateway'),
  hideNote: (world, a, b) => world.update('Shop Note', world.pick('Shop Note', a), { is_private: b % 2 }),
  submitOrder: (world, a) => world.update('Shop Order', world.pick('Shop Order', a), { docstatus: 1 }),
  cancelOrder: (world, a) => world.update('Shop Order', world.pick('Shop Order', a), { docstatus: 2 }),
  renameRegion: (world, a) => world.renameRegion(world.pick('Shop Region', a)),
  moveRegion: (world, a, b) =>
    world.update('Shop Region', world.pick('Shop Region', a), { parent_shop_region: b % 2 ? 'North' : 'South' }),
  allowRegion: (world, a) => world.allowRegion(world.pick('Shop Region', a)),
  disallowRegion: (world, a) => world.disallowRegion(a),
  takeRole: (world) => world.takeRoles(),
  giveRole: (world) => world.giveRole(),
  clockForward: (world, a) => world.shiftClock(1 + (a % 7200)),
  clockBack: (world, a) => world.shiftClock(-1 - (a % 7200)),
  lateCommit: (world, a) => world.commitLate(a),
  future: (world, a) => world.dateAhead(a),
};

/** The names of all changes. */
export const CHANGE_KINDS: readonly string[] = Object.keys(CHANGES);

/** A demo site on which things happen. */
export class SyncWorld {
  readonly #site: DemoSite;
  #count = 0;
  /** Whether the clock was put back and nobody has looked since. */
  #isPutBack = false;

  /** The site is made what it was at its start, with few customers and orders, so that all are read again and again. */
  constructor(site: DemoSite) {
    site.reset();
    this.#site = site;
    const { database } = site;
    database.run(
      'DELETE FROM `tabShop Order` WHERE name NOT IN (SELECT name FROM `tabShop Order` ORDER BY name LIMIT 8)',
    );
    database.run("DELETE FROM `tabShop Customer` WHERE name > 'CUST-00024'");
    database.run('DELETE FROM `tabShop Note` WHERE rowid % 4 <> 0');
  }

  async change([kind, a, b]: Step): Promise<void> {
    const change = CHANGES[kind];
    if (change === undefined) throw new Error(`Nobody knows how to ${kind}.`);
    await change(this, a, b);
  }

  /** A client has a new token. */
  noticeClock(): void {
    this.#isPutBack = false;
  }

  newName(word: string): string {
    this.#count += 1;
    return `${word}-${this.#count}`;
  }

  pick(doctype: string, index: number): string {
    const names = this.#site.database.all(`SELECT name FROM \`tab${doctype}\` ORDER BY name`);
    return String(names[index % Math.max(1, names.length)]?.name ?? 'none');
  }

  newCustomer(index: number): object {
    const name = this.newName('customer');
    return { customer_name: name, email: `${name}@sync.test`, region: this.pick('Shop Region', index) };
  }

  takeRoles(): void {
    this.#site.database.run('DELETE FROM `tabHas Role` WHERE parent = ?', [ALICE]);
  }

  /** Alice sells again, in the North. */
  giveRole(): void {
    this.takeRoles();
    const role = { parent: ALICE, parenttype: 'User', parentfield: 'roles', idx: 1, role: 'Shop Sales' };
    this.#site.database.insert('Has Role', standardRow(this.newName('role'), role));
  }

  async merge(doctype: string, one: string, other: string): Promise<void> {
    if (one !== other) await this.rename(doctype, one, other, 1);
  }

  /** Two documents exchange their names. */
  async swap(doctype: string, one: string, other: string): Promise<void> {
    if (one === other) return;
    const between = this.newName('between');
    await this.rename(doctype, one, between);
    await this.rename(doctype, other, one);
    await this.rename(doctype, between, other);
  }

  /** Another document under the name of one that is gone. */
  async recreateTag(name: string, b: number): Promise<void> {
    if (b % 2 === 0) await this.remove('Shop Tag', name);
    else await this.rename('Shop Tag', name, this.newName('moved'));
    await this.create('Shop Tag', { __newname: name, description: `again ${b}` });
  }

  /** Many documents with one time, as after a bulk update. */
  stampTags(a: number): void {
    const { database, clock } = this.#site;
    const values = [clock.now(), `stamped ${a}`, 2 + (a % 5)];
    database.run('UPDATE `tabShop Tag` SET modified = ?, description = ? WHERE rowid % ? = 0', values);
  }

  async renameRegion(name: string): Promise<void> {
    // The User Permission of alice would be left with the old name, which no site does.
    const isAllowed = this.#site.database.get('SELECT 1 FROM `tabUser Permission` WHERE for_value = ?', [name]);
    if (!isAllowed) await this.rename('Shop Region', name, this.newName('region'));
  }

  async allowRegion(name: string): Promise<void> {
    const values = { user: ALICE, allow: 'Shop Region', for_value: name, apply_to_all_doctypes: 1 };
    await this.create('User Permission', values);
  }

  disallowRegion(a: number): void {
    const { database } = this.#site;
    const rows = database.all('SELECT name FROM `tabUser Permission` WHERE user = ? ORDER BY name', [ALICE]);
    if (rows.length > 1) database.delete('User Permission', String(rows[a % rows.length]?.name));
  }

  share(name: string, read: number): void {
    const { database, clock } = this.#site;
    const share = ['Shop Customer', name, ALICE];
    database.run('DELETE FROM `tabDocShare` WHERE share_doctype = ? AND share_name = ? AND user = ?', share);
    if (read === 0) return;
    const values = { share_doctype: 'Shop Customer', share_name: name, user: ALICE, read: 1, everyone: 0, write: 0 };
    const now = clock.now();
    database.insert('DocShare', { ...standardRow(this.newName('share'), values), creation: now, modified: now });
  }

  /** No token shows a clock that was put back and forward again before anybody looked: docs/how-to/sync.md. */
  shiftClock(seconds: number): void {
    if (seconds > 0 && this.#isPutBack) return;
    if (seconds < 0) this.#isPutBack = true;
    this.#site.clock.shift(seconds);
  }

  /** A transaction that wrote some time ago ends now. */
  commitLate(a: number): void {
    const { database, clock } = this.#site;
    clock.shift(-(a % 50));
    const written = clock.now();
    clock.shift(a % 50);
    const values = { description: 'late', docstatus: 0, idx: 0, creation: written, modified: written };
    database.insert('Shop Tag', { name: this.newName('late'), ...values });
  }

  dateAhead(a: number): void {
    const time = `2031-01-01 00:00:${String(a % 60).padStart(2, '0')}`;
    this.#site.database.update('Shop Tag', this.pick('Shop Tag', a), { description: 'ahead', modified: time });
  }

  async rename(doctype: string, oldName: string, newName: string, merge = 0): Promise<void> {
    const args = { doctype, old_name: oldName, new_name: newName, merge };
    await this.#call('POST', '/api/method/frappe.client.rename_doc', args, 'gateway');
  }

  async update(doctype: string, name: string, values: object): Promise<void> {
    await this.#call('PUT', pathOf(doctype, name), values, 'gateway');
  }

  async remove(doctype: string, name: string): Promise<void> {
    await this.#call('DELETE', pathOf(doctype, name), null, 'gateway');
  }

  async create(doctype: string, values: object, as: 'gateway' | 'alice' = 'gateway'): Promise<void> {
    await this.#call('POST', `/api/resource/${encodeURIComponent(doctype)}`, values, as);
  }

  /** A refused change is no change. */
  async #call(method: string, path: string, body: object | null, as: 'gateway' | 'alice'): Promise<void> {
    const response = await fetch(this.#site.url + path, {
      method,
      headers: { authorization: this.#site.authorization(as), 'content-type': 'application/json' },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (response.status >= 500) throw new Error(`${method} ${path}: ${response.status} ${answer.slice(0, 500)}`);
  }
}

function pathOf(doctype: string, name: string): string {
  return `/api/resource/${encodeURIComponent(doctype)}/${encodeURIComponent(name)}`;
}
