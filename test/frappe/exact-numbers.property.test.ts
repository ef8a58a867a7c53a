import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CallerToken } from '../../src/frappe/caller-token.ts';
import { readAnswer } from '../../src/frappe/envelope.ts';
import { quoteNumbers } from '../../src/frappe/exact-numbers.ts';

/** Fieldnames as sites have them, and some that look like parts of a pattern. */
const key = fc.constantFrom<string[]>(
  'total',
  'grand_total',
  'total_',
  'a',
  'prix_été',
  '名前',
  'a.b',
  'a+b',
  '2nd',
  '$1',
  'x|y',
);
const digits = fc.stringMatching(/^-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,12})?([eE][+-]?[0-9]{1,2})?$/);

describe('numbers under the keys that are wanted exactly', () => {
  test('keep every digit that the site sent', () => {
    fc.assert(
      fc.property(key, digits, fc.constantFrom('', ' ', '\n  '), (name, number, blank) => {
        const json = `{"data":[{"name":"X",${JSON.stringify(name)}:${blank}${number}}]}`;
        const parsed = JSON.parse(quoteNumbers(json, [name]));
        expect(parsed.data[0]).toEqual({ name: 'X', [name]: number });
      }),
    );
  });

  test('are all that changes: any other JSON is read as it stands', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.uniqueArray(key, { maxLength: 4 }), (json, keys) => {
        const expected: unknown = JSON.parse(json, (name, value) =>
          keys.includes(name) && typeof value === 'number' ? String(value) : value,
        );
        expect(numbersAsText(JSON.parse(quoteNumbers(json, keys)), keys)).toEqual(numbersAsText(expected, keys));
      }),
      { numRuns: 500 },
    );
  });

  test('are never found inside of text, however it is made up', () => {
    const nasty = fc.array(
      fc.constantFrom(
        '"total": 5',
        '"total":5',
        '\\"total":5',
        '\\',
        '"',
        ',',
        '{',
        '}',
        ':',
        'total',
        '1',
        ' ',
        '\n',
        'é',
        '\u2028',
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(nasty, nasty, (left, right) => {
        const row = { [left.join('')]: right.join(''), total: 118.5, list: [left.join(''), { note: right.join('') }] };
        const parsed = JSON.parse(quoteNumbers(JSON.stringify(row), ['total']));
        expect(parsed).toEqual({ ...row, total: '118.5' });
      }),
      { numRuns: 2_000 },
    );
  });

  test('leave null, text, booleans, lists and objects under such keys alone', () => {
    const json = '{"total":null,"a":{"total":"5"},"b":{"total":true},"c":{"total":[1,2]},"d":{"total":{"total":7}}}';
    expect(JSON.parse(quoteNumbers(json, ['total']))).toEqual({
      total: null,
      a: { total: '5' },
      b: { total: true },
      c: { total: [1, 2] },
      d: { total: { total: '7' } },
    });
  });

  test('are not those of a key that ends like a wanted one', () => {
    const json = '{"\\"total":5,"\\\\\\"total":6,"\\\\":{"total":7}}';
    expect(quoteNumbers(json, ['total'])).toBe(json.replace('7', '"7"'));
  });

  test('change nothing where no key is given', () => {
    expect(quoteNumbers('{"total":1.50}', [])).toBe('{"total":1.50}');
  });

  // v14 and v15 answer by Python's json, which writes such a key with escapes.
  test('keep their digits where the site escapes the key', () => {
    const text = '{"data":[{"prix_\\u00e9t\\u00e9":12345678901234567.10}]}';
    const request = { verb: 'GET', path: '/', isRead: true, exactNumbers: ['prix_été'] } as const;
    const answer = readAnswer({ status: 200, headers: {}, text }, request, { token: CallerToken.guest });
    expect(answer.body.data).toEqual([{ prix_été: '12345678901234567.10' }]);
  });
});

/** How a number is written is not the matter here. */
function numbersAsText(value: unknown, keys: readonly string[], name = ''): unknown {
  if (Array.isArray(value)) return value.map((part) => numbersAsText(part, keys));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, numbersAsText(part, keys, key)]));
  }
  return keys.includes(name) && typeof value === 'string' && value !== '' && Number.isFinite(Number(value))
    ? String(Number(value))
    : value;
}
