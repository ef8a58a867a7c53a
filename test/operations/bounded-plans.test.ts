import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/query/plan/batch-limits.ts';
import { type PreparedOperation, prepareOperation } from '../../src/query/prepared-operation.ts';
import { useGateway } from '../support/use-gateway.ts';

const started = useGateway({ version: 15 });
const ALIASES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

function prepare(text: string, operationName: string | null = null): PreparedOperation {
  const { schema } = started.gateway.site.current();
  const prepared = prepareOperation(schema, parse(text), operationName);
  if (prepared === null) throw new Error('The document lacks the operation.');
  return prepared;
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

  test('is bounded by its length, and not by what its fragments expand to', () => {
    const prepared = prepare(`${expands(3)} { user(name: "x") { ...L3 } }`);
    expect(prepared.writer({})).not.toBeNull();
    expect(prepared.writer({})).not.toBe(prepared.writer({}));
  });

  test('is bounded for all of its operations together', () => {
    const names = ALIASES.flatMap((one) => ALIASES.map((other) => one + other));
    const operations = names.map((name) => `query ${name} { ...F }`).join(' ');
    const text = `${operations} fragment F on Query { user(name: "x") { ...L2 } } ${expands(2)}`;
    const document = parse(text);
    const { schema } = started.gateway.site.current();
    const isKept = names.map((name) => {
      const prepared = prepareOperation(schema, document, name);
      const writer = prepared?.writer({});
      return writer === prepared?.writer({});
    });
    expect(isKept.filter(Boolean).length).toBeLessThan(5);
  });
});
