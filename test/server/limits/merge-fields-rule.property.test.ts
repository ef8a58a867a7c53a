import fc from 'fast-check';
import { buildSchema, OverlappingFieldsCanBeMergedRule, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { mergeFieldsRule } from '../../../src/server/limits/merge-fields-rule.ts';

const SCHEMA = buildSchema(`
  interface Node { id: ID self: Node other(n: Int, o: Pair): String list: [Node] }
  input Pair { a: Int b: Int }
  type A implements Node { id: ID self: Node other(n: Int, o: Pair): String list: [Node] only: Int same: String! leaf: Int }
  type B implements Node { id: ID self: B other(n: Int, o: Pair): String list: [Node] only: String same: String leaf: Int }
  type C { only: [Int] self: A leaf: Float }
  union Any = A | B | C
  type Query { node: Node a: A b: B any: Any again: Query }
`);

const FIELDS = ['id', 'self', 'other', 'list', 'only', 'same', 'leaf', 'node', 'a', 'b', 'any', 'again', '__typename'];
const NESTING = new Set(['self', 'list', 'node', 'a', 'b', 'any', 'again']);
const ARGS = [
  '',
  '(n: 1)',
  '(n: 2)',
  '(o: {a: 1, b: 2})',
  '(o: {b: 2, a: 1})',
  '(n: 1, o: {a: 1})',
  '(o: {a: 1}, n: 1)',
];
const TYPES = ['Node', 'A', 'B', 'C', 'Any', 'Query'];
const FRAGMENTS = ['F', 'G', 'H'];

const { selections } = fc.letrec<{ selections: string; selection: string }>((tie) => ({
  selections: fc.array(tie('selection'), { minLength: 1, maxLength: 2 }).map((some) => `{ ${some.join(' ')} }`),
  selection: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc
      .tuple(fc.constantFrom('', 'x: ', 'id: '), fc.constantFrom(...FIELDS), fc.constantFrom(...ARGS))
      .map(
        ([alias, name, args]) =>
          `${alias}${name}${name === 'other' ? args : ''}${NESTING.has(name) ? ' { __typename }' : ''}`,
      ),
    fc.constantFrom(...FRAGMENTS).map((name) => `...${name}`),
    fc
      .tuple(fc.constantFrom('', 'x: ', 'self: '), fc.constantFrom(...NESTING), tie('selections'))
      .map(([alias, name, below]) => `${alias}${name} ${below}`),
    fc
      .tuple(fc.constantFrom('', ...TYPES), tie('selections'))
      .map(([type, below]) => `...${type && ` on ${type}`} ${below}`),
  ),
}));

const documents = fc
  .tuple(selections, fc.array(fc.tuple(fc.constantFrom(...TYPES), selections), { minLength: 3, maxLength: 3 }))
  .map(
    ([root, fragments]) =>
      `query ${root} ${fragments.map(([type, below], index) => `fragment ${FRAGMENTS[index]} on ${type} ${below}`).join(' ')}`,
  );

function conflictsOf(rule: typeof mergeFieldsRule, text: string): string[] {
  return validate(SCHEMA, parse(text), [rule]).map(({ message }) => message);
}

describe('merging fields', () => {
  test('is allowed and refused exactly as graphql-js does it', () => {
    const counts = { valid: 0, conflicting: 0 };
    fc.assert(
      fc.property(documents, (text) => {
        // graphql-js also checks fragments that no operation reaches.
        const used = `${text} query All { ${FRAGMENTS.map((name) => `u${name}: node { ...${name} }`).join(' ')} }`;
        const expected = conflictsOf(OverlappingFieldsCanBeMergedRule, used).length > 0;
        counts[expected ? 'conflicting' : 'valid'] += 1;
        expect(conflictsOf(mergeFieldsRule, used).length > 0).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(counts.valid, counts.conflicting)).toBeGreaterThan(100);
  });

  test.each([
    ['{ a { x: id x: leaf } }', 'they return conflicting types "ID" and "Int"'],
    ['{ a { x: other x: id } }', 'they return conflicting types "String" and "ID"'],
    ['{ a { x: id } a { x: self { id } } }', 'they return conflicting types "ID" and "Node"'],
    ['{ a { other(n: 1) ...F } } fragment F on A { other(n: 2) }', 'they have differing arguments'],
    ['{ x: a { id } x: b { id } }', '"a" and "b" are different fields'],
    ['{ any { ... on A { x: only } ... on B { x: only } } }', 'they return conflicting types "Int" and "String"'],
  ])('names the conflict in %s', (text, reason) => {
    const [message = ''] = conflictsOf(mergeFieldsRule, text);
    expect(message).toContain(`conflict because ${reason}. Use different aliases`);
  });

  test.each([
    ['copies of a field', (n: number) => `{ ${'a { self { id } } '.repeat(n)} }`],
    ['copies within copies', (n: number) => `{ a { ${'self { self { id } } '.repeat(n)} } }`],
    ['a chain of fragments', (n: number) => `{ a { ...F0 } } ${chain(n)} fragment F${n} on A { id }`],
    ['fragments side by side', (n: number) => `{ a { ${spread(n)} } } ${chain(n)} fragment F${n} on A { id }`],
    [
      'branches of fragments',
      (n: number) =>
        `{ a { ...F0 } } ${Array.from({ length: n }, (_, i) => `fragment F${i} on A { self { ...F${i + 1} } x${i}: self { ...F${i + 1} } }`).join(' ')} fragment F${n} on A { id }`,
    ],
  ])('takes work that grows with the document for %s', (_what, make) => {
    const visits = (n: number) => {
      const text = make(n);
      const startedAt = process.cpuUsage();
      expect(conflictsOf(mergeFieldsRule, text)).toEqual([]);
      const { user, system } = process.cpuUsage(startedAt);
      return (user + system) / 1000;
    };
    visits(40);
    expect(visits(400)).toBeLessThan(1_000);
  });
});

function spread(count: number): string {
  return Array.from({ length: count }, (_, index) => `...F${index}`).join(' ');
}

function chain(count: number): string {
  return Array.from({ length: count }, (_, index) => `fragment F${index} on A { id ...F${index + 1} }`).join(' ');
}
