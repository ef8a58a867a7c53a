import { describe, expect, test } from 'vitest';
import { checkProse } from './check-prose.ts';

describe('the check of prose', () => {
  test.each([
    [
      'a comment over several lines',
      'src/a.ts',
      '/**\n * A caller may\n * not read it.\n */',
      ['src/a.ts:1: "may not"'],
    ],
    ['a comment at the end of a line', 'demo/a.ts', 'run(); // reckons again', ['demo/a.ts:1: "reckons"']],
    ['a message', 'src/a.ts', "\nthrow new Error('There is no such event.');", ['src/a.ts:2: "no such"']],
    [
      'a description',
      'schema/gateway.graphql',
      'type A {\n  """His picture."""\n  a: ID\n}',
      ['schema/gateway.graphql:2: "His"'],
    ],
    [
      'a paragraph',
      'docs/a.md',
      '# A\n\nIt is slow. What is slow\nis dear.\n',
      ['docs/a.md:3: "dear"', 'docs/a.md:3: "What"'],
    ],
    ['a table', 'docs/a.md', '| `a` | is no number |\n', ['docs/a.md:1: "is no "']],
    ['a title of a test', 'test/a.test.ts', `\n${'test'}('tells why', () => {`, ['test/a.test.ts:2: "tells"']],
  ])('finds words in %s', (_what, path, text, faults) => {
    expect(checkProse(path, text).map((fault) => fault.replace(/ –.*/, ''))).toEqual(faults);
  });

  test.each([
    ['code', 'src/a.ts', "const his = 'his';"],
    ['questions', 'docs/a.md', 'What does it cost?\n'],
    ['code in documentation', 'docs/a.md', 'Call `frappe.tell`.\n\n```js\ntell(); // beside\n```\n'],
    ['the strings of a Frappe site', 'demo/a.ts', "const text = 'left at her door';"],
    ['parts of words', 'src/a.ts', '// Recommend the amended, intelligent one; it is no longer there.'],
  ])('leaves %s alone', (_what, path, text) => {
    expect(checkProse(path, text)).toEqual([]);
  });
});
