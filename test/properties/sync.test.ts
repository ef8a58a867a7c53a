import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { startWatchedGateway, type WatchedGateway } from '../support/start-gateway.ts';
import { runsOr } from './property-sites.ts';
import { type Content, SyncClient } from './sync-client.ts';
import { CHANGE_KINDS, SyncWorld } from './sync-world.ts';

/** The fields of a copy, as the site calls them. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'Shop Region': ['region_name', 'is_group'],
  'Shop Tag': ['description', 'color'],
  'Shop Note': ['title'],
  'Shop Customer': ['customer_name', 'short_note', 'region'],
  'Shop Order': ['docstatus'],
};
const DOCTYPES = Object.keys(FIELDS);

const READS = ['page', 'page', 'page', 'page', 'lostPage', 'restart'];
const steps = fc.array(fc.tuple(fc.constantFrom(...READS, ...CHANGE_KINDS), fc.nat(1000), fc.nat(1000)), {
  minLength: 5,
  maxLength: 40,
});

/** Two replicas in front of one site: each answers every other question. */
class Replicas {
  readonly #site: DemoSite;
  #gateways: readonly WatchedGateway[] = [];
  #asked = 0;

  constructor(site: DemoSite) {
    this.#site = site;
  }

  async start(): Promise<void> {
    this.#gateways = [await startWatchedGateway(this.#site), await startWatchedGateway(this.#site)];
  }

  /** Ends the older replica and starts another one, which knows nothing. */
  async restart(): Promise<void> {
    const [older, younger] = this.#gateways as [WatchedGateway, WatchedGateway];
    await older.close();
    this.#gateways = [younger, await startWatchedGateway(this.#site)];
  }

  async close(): Promise<void> {
    for (const gateway of this.#gateways) await gateway.close();
  }

  askAs(as: 'alice' | 'gateway') {
    return async (query: string, variables: object) => {
      this.#asked += 1;
      const response = await fetch(`${this.#gateways[this.#asked % 2]?.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: this.#site.authorization(as) },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as never;
    };
  }
}

describe.each([14, 15, 16, 17] as const)('a copy that is kept by changes of a site of v%i', (version: FrappeMajor) => {
  let site: DemoSite;
  let replicas: Replicas;
  beforeAll(async () => {
    site = await startDemoSite({ version });
    replicas = new Replicas(site);
    await replicas.start();
  });
  afterAll(async () => {
    await replicas.close();
    await site.close();
  });

  test.each(['alice', 'gateway'] as const)('equals the site as %s sees it', { timeout: 300_000 }, async (as) => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(1, 2, 3, 5, 30), async (given, first) => {
        const world = new SyncWorld(site);
        const client = new SyncClient(DOCTYPES, replicas.askAs(as), () => world.noticeClock());
        await readAll(client, 500);
        for (const step of given) {
          if (step[0] === 'page') await client.page(first);
          else if (step[0] === 'lostPage') await client.losePage(first);
          else if (step[0] === 'restart') await replicas.restart();
          else await world.change(step);
        }
        await readAll(client, first);
        for (const doctype of DOCTYPES) {
          const expected = await seenOnSite(site, as, doctype);
          expect([doctype, sorted(client.copyOf(doctype))]).toEqual([doctype, sorted(expected)]);
        }
      }),
      { numRuns: runsOr(3), endOnFailure: true },
    );
  });
});

async function readAll(client: SyncClient, first: number): Promise<void> {
  for (let pages = 0; await client.page(first); pages += 1) expect(pages).toBeLessThan(500);
}

/** The documents that the site itself shows a user, in the form of the copy. */
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

const STATES = ['DRAFT', 'SUBMITTED', 'CANCELLED'];

function toContent(row: Record<string, unknown>): Content {
  const { region, is_group, docstatus } = row;
  return {
    ...row,
    ...('region' in row ? { region: region === null || region === '' ? null : { name: region } } : {}),
    ...('is_group' in row ? { is_group: Boolean(is_group) } : {}),
    ...('docstatus' in row ? { docstatus: STATES[Number(docstatus)] } : {}),
  };
}

function sorted(documents: ReadonlyMap<string, Content>): Content[] {
  return [...documents].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, content]) => ({ ...content, name }));
}
