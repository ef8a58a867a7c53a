import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExactNumber, parseExactJson, toExactNumber } from '../src/exact-json.ts';

const numeral = fc.stringMatching(/^-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?$/);
/** Text that looks like numbers to somebody who does not see where text begins. */
const text = fc
  .array(fc.constantFrom(': 12345678901234567890', ',9007199254740993', '[1e400', '\\', '"', ' ', 'x', '\n'))
  .map((parts) => parts.join(''));
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    numeral,
    text.map((part) => JSON.stringify(part)),
    fc.constantFrom('true', 'false', 'null'),
    fc.array(tie('any'), { maxLength: 3 }).map((parts) => `[${parts.join(',')}]`),
    fc
      .array(fc.tuple(fc.oneof(text, fc.constant('__proto__')), tie('any')), { maxLength: 3 })
      .map((pairs) => `{${pairs.map(([key, part]) => `${JSON.stringify(key)}:${part}`).join(',')}}`),
  ),
})).any as fc.Arbitrary<string>;

describe('exact JSON', () => {
  test('has the numbers that JavaScript has, and all digits of others', () => {
    fc.assert(
      fc.property(value, (json) => {
        const exact = parseExactJson(json);
        // Rounded, it is what everybody reads.
        expect(rounded(exact)).toEqual(JSON.parse(json));
        // Written and read once more, nothing changes.
        expect(JSON.stringify(parseExactJson(JSON.stringify(exact)))).toBe(JSON.stringify(exact));
      }),
      { numRuns: 1_000 },
    );
  });

  test('leaves a number alone exactly where its digits come back', () => {
    fc.assert(
      fc.property(numeral, (digits) => {
        const number = toExactNumber(digits);
        if (number instanceof ExactNumber) expect(JSON.stringify([number])).toBe(`[${digits}]`);
        else expect(Number(toExactNumber(String(number))) === number).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['118.0', 118],
    ['1.18e2', 118],
    ['0.30000000000000004', 0.30000000000000004],
    ['9007199254740994', 9007199254740994],
    ['1E5', 100_000],
    ['0.000', 0],
    ['1e21', 1e21],
  ])('takes %s for the number that it is', (digits, number) => {
    expect(toExactNumber(digits)).toBe(number);
  });

  test.each(['9007199254740993', '0.1000000000000000055511', '1e400', '-1e400', '1e-400', '1.00000000000000000001'])(
    'keeps the digits of %s',
    (digits) => {
      expect(toExactNumber(digits)).toEqual(new ExactNumber(digits));
      expect([String(new ExactNumber(digits)), Number(new ExactNumber(digits))]).toEqual([digits, Number(digits)]);
    },
  );

  test('refuses what is no JSON as anybody does', () => {
    for (const json of ['', '01', '1e', '[12345678901234567890', '{a:1}', 'NaN']) {
      expect(() => parseExactJson(json), json).toThrow(SyntaxError);
    }
  });
});

function rounded(part: unknown): unknown {
  if (part instanceof ExactNumber) return Number(part);
  if (Array.isArray(part)) return part.map(rounded);
  if (typeof part !== 'object' || part === null) return part;
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(part)) {
    Object.defineProperty(copy, key, { value: rounded(inner), enumerable: true, configurable: true, writable: true });
  }
  return copy;
}
