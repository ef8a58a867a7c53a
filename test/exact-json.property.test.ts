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

  test('refuses broken JSON as JSON.parse does', () => {
    const spoilt = fc
      .tuple(
        value,
        fc.nat(),
        fc.constantFrom('', '0', '1', '-', '.', 'e', ',', ':', '"', '[', '}', '\\', ' ', '1.2.3.4.5.6.7.8.9.0'),
      )
      .map(([json, at, more]) => {
        const place = at % (json.length + 1);
        return `${json.slice(0, place)}${more}${json.slice(place + 1)}`;
      });
    fc.assert(
      fc.property(spoilt, (json) => {
        const outcome = (parse: (text: string) => unknown) => {
          try {
            return rounded(parse(json));
          } catch (error) {
            return error instanceof SyntaxError ? 'refused' : error;
          }
        };
        expect(outcome(parseExactJson)).toEqual(outcome(JSON.parse));
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    ['deep', `${'['.repeat(100_000)}12345678901234567890${']'.repeat(100_000)}`],
    ['long', `[12345678901234567890${',1'.repeat(200_000)}]`],
    ['full of text', `[12345678901234567890${',"\\\\\\""'.repeat(100_000)}]`],
    ['full of numbers that are changed', `[1${',9007199254740993'.repeat(20_000)}]`],
  ])('is read in about the time of plain JSON, where it is %s', (_what, json) => {
    const timeOf = (parse: (text: string) => unknown) => {
      const startedAt = performance.now();
      parse(json);
      return performance.now() - startedAt;
    };
    timeOf(parseExactJson);
    expect(timeOf(parseExactJson)).toBeLessThan(500 + 20 * timeOf(JSON.parse));
  });

  test('refuses text that is not JSON at all', () => {
    for (const json of [
      '',
      '{12345678901234567890:1}',
      '[1.1.1.1.1.1.1.1.1.1]',
      '01',
      '1e',
      '[12345678901234567890',
      '{a:1}',
      'NaN',
    ]) {
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
