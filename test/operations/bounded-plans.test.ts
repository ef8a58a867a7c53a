import { type DocumentNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { DataWriter } from '../../src/query/completion/result-writer.ts';
import { DEFAULT_LIMITS } from '../../src/query/plan/batch-limits.ts';
import type { ListRead } from '../../src/query/plan/read-plan.ts';
import { type PreparedOperation, prepareOperation } from '../../src/query/prepared-operation.ts';
import { useGateway } from '../support/use-gateway.ts';

const started = useGateway({ version: 15 });
const ALIASES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

function prepare(text: string): PreparedOperation {
  return toPrepared(parse(text), null);
}

function toPrepared(document: DocumentNode, operationName: string | null): PreparedOperation {
  const prepared = prepareOperation(started.gateway.site.current().schema, document, operationName);
  if (prepared === null) throw new Error('The document lacks the operation.');
  return prepared;
}

function isKept(prepared: PreparedOperation, writer: DataWriter | null): boolean {
  return prepared.kept({})?.writer === writer;
}

/** Documents of any DocType, whose comments lead to documents of any DocType, and so on. */
function leadsOn(levels: number): string {
  if (levels === 0) return 'modified';
  const nodes = `nodes { reference_name { ${leadsOn(levels - 1)} } }`;
  return `_meta { backlinks { commentDocsByReferenceName(first: 1) { ${nodes} } } }`;
}

/** Few tokens that expand to thousands of fields. */
function expands(levels: number): string {
  const fields = ALIASES.map((alias) => `${alias}: modified_by { ...L${levels - 1} }`).join(' ');
  if (levels === 0) return 'fragment L0 on User { name full_name email bio location }';
  return `${expands(levels - 1)} fragment L${levels} on User { ${fields} }`;
}

describe('plans', () => {
  test('are made once for all DocTypes that lead to the same fields', async () => {
    // By DocType and level, they would be more than fit into any memory.
    const { data, extensions } = await started.query(
      `{ globalSearch(text: "a", first: 1) { document { ${leadsOn(6)} } } }`,
    );
    expect(data.globalSearch).toHaveLength(1);
    expect((extensions as { cost: { calls: number } }).cost.calls).toBeGreaterThan(10);
  });
});

describe('an operation whose fragments are looked through for any DocType', () => {
  test('is refused before that takes long', async () => {
    const nested = `${'...{'.repeat(90)}...on ShopTag{name}${'}'.repeat(90)} `;
    const searches = Array.from({ length: 99 }, (_, at) => `a${at}: globalSearch(text: "a") { document { ...F } }`);
    const before = process.cpuUsage();
    const prepared = prepare(`{ ${searches.join(' ')} } fragment F on Document { ${nested.repeat(35)} }`);
    const { roots } = prepared.plan({}, DEFAULT_LIMITS);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(500);
    expect([...roots.values()].at(-1)?.error).toMatchObject({ code: 'COST_EXCEEDED' });
  });
});

describe('an operation that asks for documents of any DocType in too many fields', () => {
  test('is refused at these fields before any call', async () => {
    const searches = Array.from(
      { length: 99 },
      (_, index) => `a${index}: globalSearch(text: "a") { document { ...F } }`,
    );
    const names = [
      'modified',
      'creation',
      'docstatus',
      'owner { full_name }',
      'modified_by { full_name }',
      'name',
      'id',
    ];
    const fragment = `fragment F on Document { ${names.join(' ')} _meta { title tags isFollowed likedBy { full_name } } }`;
    const { errors } = await started.query(`${fragment} { ${searches.join(' ')} }`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'COST_EXCEEDED' });
    expect(started.site.requests).toEqual([]);
  });
});

describe('what is kept for a document', () => {
  test('is its plan and its writer', () => {
    const prepared = prepare('{ shopOrders(first: 2) { nodes { name customer { customer_name } } } }');
    const plan = prepared.plan({}, DEFAULT_LIMITS);
    expect(prepared.plan({}, DEFAULT_LIMITS)).toBe(plan);
    expect(prepared.writer({})).toBe(prepared.writer({}));
  });

  test('is what its plan has below the roots, for the same values of the variables there', () => {
    const below = (text: string, ...all: Record<string, unknown>[]) => {
      const prepared = prepare(text);
      return all.map(
        (variables) => prepared.plan(variables, DEFAULT_LIMITS).roots.get('list')?.plan as ListRead | undefined,
      );
    };
    const [one, two] = below(
      'query ($n: Int) { list: shopOrders(first: $n) { nodes { name customer { customer_name } } } }',
      { n: 1 },
      { n: 2 },
    );
    expect([one?.page.size, two?.page.size]).toEqual([1, 2]);
    expect(one?.plan).toBe(two?.plan);
    const [failed, three, four] = below(
      'query ($n: Int) { list: shopOrders(first: $n) { nodes { name status } } }',
      { n: 1e6 },
      { n: 1 },
      { n: 2 },
    );
    expect(failed).toBeUndefined();
    expect(three?.plan).toBe(four?.plan);
    const [whole, part, again, anotherPart] = below(
      'query ($is: Boolean!) { list: shopOrders { nodes { customer @include(if: $is) { customer_name } } } }',
      { is: true },
      { is: false },
      { is: true },
      { is: false },
    );
    expect([whole, part].map((read) => read?.plan?.steps.length)).toEqual([1, 0]);
    expect([again?.plan === whole?.plan, anotherPart?.plan === part?.plan]).toEqual([true, true]);
  });

  test('is nothing for variables whose values are not plain, or long', () => {
    const prepared = prepare(
      'query ($f: ShopOrderFilter) { shopCustomers { nodes { shopOrdersByCustomer(filter: $f) { nodes { name } } } } }',
    );
    for (const f of [{ name: { eq: 'x' } }, 'x'.repeat(300)]) {
      const writer = prepared.writer({ f });
      expect(writer).not.toBeNull();
      expect(prepared.writer({ f })).not.toBe(writer);
    }
    expect(prepared.writer({ f: null })).toBe(prepared.writer({ f: null }));
    expect(prepared.writer({})).not.toBe(prepared.writer({ f: null }));
  });

  test('counts for each plan that shares it', () => {
    const prepared = prepare('query ($n: Int) { shopOrders(first: $n) { nodes { name customer { customer_name } } } }');
    const [first, second] = [1, 2].map((n) => prepared.plan({ n }, DEFAULT_LIMITS).fields);
    expect(first).toBeGreaterThan(2);
    expect(second).toBe(first);
  });

  test('is bounded by the DocTypes that Dynamic Links lead to, however few fields are asked of them', () => {
    const below = ['CommentDoc { reference_name', 'ToDo { reference_name', 'DocShare { share_name'];
    const documents = below.map((link) => `... on ${link} { ... on ShopTag { name } } }`).join(' ');
    const searches = ALIASES.map((alias) => `${alias}: globalSearch(text: $text) { document { ${documents} } }`);
    const planned = Array.from({ length: 80 }, () => {
      const prepared = prepare(`query ($text: String!) { ${searches.join(' ')} }`);
      prepared.plan({ text: 'a' }, DEFAULT_LIMITS);
      return prepared;
    });
    const kept = planned.filter((prepared) => prepared.kept({})?.below);
    expect(kept).toContain(planned.at(-1));
    expect(kept.length).toBeLessThan(60);
  });

  test('is bounded by what fragments expand to, however short the documents are', () => {
    const written = Array.from({ length: 60 }, (_, index) => {
      const prepared = prepare(`${expands(3)} { user(name: "x${index}") { ...L3 } }`);
      return { prepared, writer: prepared.writer({}) };
    });
    expect(written[0]?.writer?.fields).toBeGreaterThan(3_000);
    const kept = written.filter(({ prepared, writer }) => isKept(prepared, writer));
    expect(kept).toContain(written.at(-1));
    expect(kept.length).toBeLessThan(25);
  });

  test('is bounded for all operations of a document together', () => {
    const names = ALIASES.flatMap((one) => ALIASES.map((other) => one + other));
    const operations = names.map((name) => `query ${name} { ...F }`).join(' ');
    const document = parse(`${operations} fragment F on Query { user(name: "x") { ...L3 } } ${expands(3)}`);
    const written = names.map((name) => {
      const prepared = toPrepared(document, name);
      return { prepared, writer: prepared.writer({}) };
    });
    expect(written.filter(({ prepared, writer }) => isKept(prepared, writer)).length).toBeLessThan(25);
  });

  test('counts the types that interfaces turn out to be', () => {
    const nested = `fragment D on Document { ${ALIASES.map((alias) => `${alias}: owner { ...L2 }`).join(' ')} }`;
    const written = Array.from({ length: 60 }, (_, index) => {
      const prepared = prepare(`${expands(2)} ${nested} { globalSearch(text: "${index}") { document { ...D } } }`);
      const writer = prepared.writer({});
      const before = writer?.fields ?? 0;
      writer?.complete(() => [{ document: { doctype: 'Shop Order', name: 'SO-1' } }]);
      expect(writer?.fields).toBeGreaterThan(before + 500);
      return { prepared, writer };
    });
    expect(written.filter(({ prepared, writer }) => isKept(prepared, writer)).length).toBeLessThan(50);
  });
});
