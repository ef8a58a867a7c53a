import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoSite, Fault } from '../../demo/demo-site.ts';
import { type ContractSite, startContractDemo } from '../contract/contract-site.ts';
import { askBounded, runsOr } from './property-sites.ts';

interface Tag {
  description: string | null;
  color: string | null;
}

/** A filter, and the tags that it finds. */
interface Test {
  filter: Record<string, unknown>;
  finds: (tag: Tag, name: string) => boolean;
}

interface Result {
  name: string;
  isDone: boolean;
  error: { code: string; outcome: string | null } | null;
}

const DESCRIPTIONS = ['one', 'two', null];
const COLORS = ['#FF0000', '#0000FF', null];
const NAMES = Array.from({ length: 24 }, (_, index) => `P-${String(index).padStart(2, '0')}`);

const simple: fc.Arbitrary<Test> = fc.oneof(
  fc.constantFrom(...DESCRIPTIONS).map((value) => ({
    filter: { description: { eq: value } },
    finds: (tag: Tag) => tag.description === value,
  })),
  fc.constantFrom('one', 'two').map((value) => ({
    filter: { description: { ne: value } },
    finds: (tag: Tag) => tag.description !== value,
  })),
  fc.boolean().map((value) => ({
    filter: { color: { isSet: value } },
    finds: (tag: Tag) => (tag.color !== null) === value,
  })),
  fc.subarray(NAMES).map((some) => ({
    filter: { name: { in: some } },
    finds: (_tag: Tag, name: string) => some.includes(name),
  })),
);
const filters: fc.Arbitrary<Test> = fc.oneof(
  simple,
  fc.tuple(simple, simple).map(([a, b]) => ({
    filter: { or: [a.filter, b.filter] },
    finds: (tag: Tag, name: string) => a.finds(tag, name) || b.finds(tag, name),
  })),
  simple.map((one) => ({ filter: { not: one.filter }, finds: (tag: Tag, name: string) => !one.finds(tag, name) })),
);
/** The second one is carried out, and its answer is lost. */
const FAULTS: Record<'refused' | 'lost' | 'reset', Fault> = {
  refused: { status: 417, body: '{"exc_type":"ValidationError"}' },
  lost: { cutAfterBytes: 5 },
  reset: { resetSocket: true },
};

const cases = fc.record({
  tags: fc.array(fc.record({ description: fc.constantFrom(...DESCRIPTIONS), color: fc.constantFrom(...COLORS) }), {
    minLength: 1,
    maxLength: NAMES.length,
  }),
  found: filters,
  verb: fc.constantFrom('update', 'delete'),
  first: fc.integer({ min: 1, max: 30 }),
  faults: fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom('refused', 'lost', 'reset'), { maxKeys: 3 }),
  /** A document that somebody changes when another one is about to be written. */
  changed: fc.option(fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...NAMES))),
});

const ANSWER = 'matched next results { name isDone error { code outcome } }';
const COMMON = 'filter: $filter, first: $first, after: $after, expectCount: $expectCount';
const QUERIES: Record<string, string> = {
  update: `mutation ($filter: ShopTagFilter, $first: Int, $after: String, $expectCount: Int) {
    done: updateShopTagsByFilter(${COMMON}, set: { description: "new", color: null }) { ${ANSWER} }
  }`,
  delete: `mutation ($filter: ShopTagFilter, $first: Int, $after: String, $expectCount: Int) {
    done: deleteShopTagsByFilter(${COMMON}) { ${ANSWER} }
  }`,
};

describe.each([14, 15, 16, 17] as const)('bulk writes on a demo site of v%i', (version) => {
  let site: ContractSite;
  let demo: DemoSite;
  beforeAll(async () => {
    site = await startContractDemo(version);
    demo = site.demo as DemoSite;
  });
  afterAll(() => site[Symbol.asyncDispose]());

  /** Goes on until nothing is left, as a client does, also after an unknown outcome. */
  const writeAll = async (verb: string, variables: Record<string, unknown>): Promise<Result[]> => {
    const all: Result[] = [];
    for (let after: string | null = null, pages = 0; ; pages += 1) {
      expect(pages).toBeLessThan(100);
      const answer = await askBounded(site, QUERIES[verb] as string, {
        as: 'carol',
        variables: { ...variables, after },
      });
      expect(answer.errors).toBeUndefined();
      const { results, next, matched } = answer.data.done;
      expect(matched).toBe(variables.expectCount);
      all.push(...results);
      if (next === null) return all;
      expect(next).not.toBe(after);
      after = next;
    }
  };

  test('write exactly what the filter finds, and report what became of each', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ tags, found, verb, first, faults, changed }) => {
        demo.database.run("DELETE FROM `tabShop Tag` WHERE name LIKE 'P-%'");
        const before = new Map(tags.map((tag, index) => [NAMES[index] as string, tag]));
        for (const [name, tag] of before) demo.database.insert('Shop Tag', { ...tag, name, docstatus: 0, idx: 0 });
        const isOwn = { name: { like: 'P-%' } };
        const matching = [...before].filter(([name, tag]) => found.finds(tag, name)).map(([name]) => name);
        const changedNames = new Set<string>();
        const lateNames = new Set<string>();
        demo.fault = ({ method, path }) => {
          const name = path.split('/').at(-1) ?? '';
          if (method === 'GET' || !before.has(name)) return undefined;
          if (changedNames.has(name)) lateNames.add(name);
          if (changed?.[0] === name && changedNames.size === 0 && changed[1] !== name) {
            changedNames.add(changed[1]);
            const values = { description: 'theirs', color: '#00FF00' };
            demo.database.update('Shop Tag', changed[1], values);
          }
          const fault = faults[name];
          return fault && FAULTS[fault];
        };
        const filter = { and: [isOwn, found.filter] };
        const results = await writeAll(verb, { filter, first, expectCount: matching.length });
        demo.fault = undefined;

        // In order, each once, whatever failed on the way. The one that was changed may match since, or no longer.
        const others = (names: string[]) => names.filter((name) => !changedNames.has(name));
        expect(others(results.map(({ name }) => name))).toEqual(others(matching));
        const byName = new Map(results.map((result) => [result.name, result]));
        const now = new Map(
          demo.database
            .all("SELECT name, description, color FROM `tabShop Tag` WHERE name LIKE 'P-%'")
            .map(({ name, ...tag }) => [String(name), { ...tag } as unknown as Tag]),
        );
        const isWritten = (name: string) => (verb === 'delete' ? !now.has(name) : now.get(name)?.description === 'new');
        for (const [name, tag] of before) {
          if (changedNames.has(name)) continue;
          const result = byName.get(name);
          const expected = result?.isDone ?? false;
          if (result?.error?.outcome === 'UNKNOWN') {
            expect([name, isWritten(name)]).toEqual([name, faults[name] === 'lost']);
          } else {
            expect([name, isWritten(name)]).toEqual([name, expected]);
          }
          if (!isWritten(name)) expect(now.get(name)).toEqual(tag);
        }
        // Nobody's change is overwritten: later pages find the document as it is then.
        for (const name of lateNames) {
          if (verb === 'update' && first >= before.size) expect(byName.get(name)?.isDone).toBe(false);
        }
        for (const name of changedNames) {
          if (byName.get(name)?.isDone !== true) expect(now.get(name)?.description ?? 'theirs').toBe('theirs');
        }
      }),
      { numRuns: runsOr(40) },
    );
  });
});
