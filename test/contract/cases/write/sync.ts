import { expect } from 'vitest';
import type { ContractCase } from '../../contract-case.ts';
import type { Caller, ContractSite } from '../../contract-site.ts';
import { done, nameFor, refused, remove } from './write-case.ts';

const CHANGES = `query ($doctypes: [String!]!, $since: String, $first: Int, $held: [HeldNames!]) {
  changes(doctypes: $doctypes, since: $since, first: $first, held: $held) {
    next hasMore
    nodes { kind doctype name oldName document { name ... on ShopTag { description } ... on ShopCustomer { customer_name } } }
  }
}`;

interface Node {
  kind: string;
  name: string;
  oldName: string | null;
  document: Record<string, unknown> | null;
}

/** A user who follows the changes of one DocType. */
class Follower {
  readonly #site: ContractSite;
  readonly #as: Caller;
  readonly #doctype: string;
  #since: string | null = null;
  /** How many changes it reads at once. */
  first = 500;

  constructor(site: ContractSite, as: Caller, doctype: string) {
    this.#site = site;
    this.#as = as;
    this.#doctype = doctype;
  }

  get token(): string | null {
    return this.#since;
  }

  /** Reads what is new. @param names those of the documents that are looked at; also the ones that the copy holds. */
  async read(...names: string[]): Promise<Node[]> {
    const nodes: Node[] = [];
    const held = this.#since === null ? [] : [{ doctype: this.#doctype, names }];
    for (let hasMore = true; hasMore; ) {
      const variables = { doctypes: [this.#doctype], since: this.#since, first: this.first, held };
      const { changes } = await done(this.#site, CHANGES, variables, this.#as);
      nodes.push(...changes.nodes);
      this.#since = changes.next;
      hasMore = changes.hasMore;
    }
    return nodes.filter(({ name, oldName }) => names.includes(name) || names.includes(String(oldName)));
  }
}

const CREATE_TAG = 'mutation ($input: ShopTagInput) { createShopTag(input: $input) { shopTag { name } } }';
const UPDATE_TAG = `mutation ($name: ID!) {
  updateShopTag(name: $name, input: { description: "changed" }) { shopTag { name } }
}`;
const RENAME_TAG =
  'mutation ($name: ID!, $newName: ID!) { renameShopTag(name: $name, newName: $newName) { shopTag { name } } }';
const CREATE_CUSTOMER = `mutation ($input: ShopCustomerInput) {
  createShopCustomer(input: $input) { shopCustomer { name } }
}`;
const MOVE_CUSTOMER = `mutation ($name: ID!, $region: ID!) {
  updateShopCustomer(name: $name, input: { region: $region }) { shopCustomer { name } }
}`;

/** Copies of documents that are kept by `changes`. */
export const SYNC_CASES: readonly ContractCase[] = [
  {
    name: 'a document that is created, changed, renamed and deleted is reported once for each, without webhooks',
    run: async (site) => {
      const follower = new Follower(site, 'gateway', 'Shop Tag');
      await follower.read();
      const own = (await nameFor(site, 'ShopTag')).name ?? `W-sync-${Date.now()}`;
      const renamed = `${own}-renamed`;
      const { name } = (await done(site, CREATE_TAG, { input: { name: own, description: 'new' } })).createShopTag
        .shopTag;
      const created = await follower.read(name);
      await done(site, UPDATE_TAG, { name });
      const changed = await follower.read(name);
      await done(site, RENAME_TAG, { name, newName: renamed });
      const moved = await follower.read(name, renamed);
      await remove(site, 'deleteShopTag', [renamed]);
      const deleted = await follower.read(renamed);
      const afterwards = await follower.read();
      expect(created).toMatchObject([{ kind: 'CREATED', name, document: { name, description: 'new' } }]);
      expect(changed).toMatchObject([{ kind: 'CHANGED', name, document: { name, description: 'changed' } }]);
      expect(moved).toContainEqual(expect.objectContaining({ kind: 'RENAMED', name: renamed, oldName: name }));
      expect(deleted).toContainEqual(expect.objectContaining({ kind: 'DELETED', name: renamed, document: null }));
      expect(afterwards).toEqual([]);
    },
  },
  {
    name: 'a copy learns which of its documents its user can no longer see, and nothing about others',
    run: async (site) => {
      const follower = new Follower(site, 'alice', 'Shop Customer');
      await follower.read();
      const input = {
        ...(await nameFor(site, 'ShopCustomer')),
        customer_name: 'Sync',
        email: emailFor(),
        region: 'North',
      };
      const { name } = (await done(site, CREATE_CUSTOMER, { input })).createShopCustomer.shopCustomer;
      const created = await follower.read(name);
      await done(site, MOVE_CUSTOMER, { name, region: 'South' });
      const hidden = await follower.read(name, 'Nobody');
      await done(site, MOVE_CUSTOMER, { name, region: 'North' });
      const shown = await follower.read(name);
      await remove(site, 'deleteShopCustomer', [name]);
      const deleted = await follower.read(name);
      const lost = { kind: 'NO_LONGER_VISIBLE', document: null };
      expect(created).toMatchObject([{ kind: 'CREATED', name, document: { customer_name: 'Sync' } }]);
      expect(hidden).toMatchObject([
        { ...lost, name },
        { ...lost, name: 'Nobody' },
      ]);
      expect(shown.map((node) => [node.name, node.document?.customer_name])).toEqual([[name, 'Sync']]);
      expect(deleted).toMatchObject([{ ...lost, name }]);
    },
  },
  {
    name: 'pages of one change lose and repeat nothing',
    run: async (site) => {
      const follower = new Follower(site, 'gateway', 'Shop Tag');
      await follower.read();
      follower.first = 1;
      const names: string[] = [];
      for (const letter of ['a', 'b', 'c']) {
        const name = (await nameFor(site, 'ShopTag')).name ?? `W-sync-${letter}-${Date.now()}`;
        names.push((await done(site, CREATE_TAG, { input: { name } })).createShopTag.shopTag.name);
      }
      const created = await follower.read(...names);
      await remove(site, 'deleteShopTag', names);
      const deleted = await follower.read(...names);
      expect(created.map(({ kind, name }) => [kind, name])).toEqual(names.map((name) => ['CREATED', name]));
      const gone = deleted.filter(({ kind }) => kind === 'DELETED').map(({ name }) => name);
      expect(gone.sort()).toEqual([...names].sort());
    },
  },
  {
    name: 'a token is refused to another user',
    run: async (site) => {
      const follower = new Follower(site, 'alice', 'Shop Customer');
      await follower.read();
      const variables = { doctypes: ['Shop Customer'], since: follower.token };
      const error = await refused(site, CHANGES, variables, 'carol');
      expect([error.code, error.field]).toEqual(['BAD_USER_INPUT', 'since']);
    },
  },
];

let count = 0;

function emailFor(): string {
  count += 1;
  return `w-sync-${process.pid}-${Date.now()}-${count}@customers.test`;
}
