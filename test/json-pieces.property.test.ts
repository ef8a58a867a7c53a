import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExactJson } from '../src/exact-json.ts';
import { quoteNumbers } from '../src/frappe/exact-numbers.ts';
import { parseInPieces } from '../src/json-pieces.ts';
import { LongWork } from '../src/turns.ts';

const WORK = new LongWork('test');

/** JSON as Python writes it, and as others do. */
const anyText = fc
  .tuple(fc.json({ maxDepth: 8 }), fc.constantFrom('', ' ', '\n', ' \t'))
  .map(([json, blanks]) => `${blanks}${JSON.stringify(JSON.parse(json), null, blanks)}${blanks}`);

const outcome = async (parse: () => unknown) => {
  try {
    return { value: await parse() };
  } catch {
    return 'refused';
  }
};

describe('JSON that is parsed in pieces', () => {
  test('is what it is when it is parsed at once, whatever the length of a piece', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, fc.integer({ min: 1, max: 40 }), async (text, length) => {
        expect(await parseInPieces(text, JSON.parse, WORK, length)).toEqual(JSON.parse(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test('is refused if it is not JSON', async () => {
    const spoilt = fc
      .tuple(
        anyText,
        fc.nat(),
        fc.constantFrom('', ',', ']', '}', '"', '[', '{', ':', '\\', 'x', ' '),
        fc.nat({ max: 3 }),
      )
      .map(([text, at, mark, cut]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + mark + text.slice(place + cut);
      });
    await fc.assert(
      fc.asyncProperty(spoilt, fc.integer({ min: 1, max: 40 }), async (text, length) => {
        expect(await outcome(() => parseInPieces(text, JSON.parse, WORK, length))).toEqual(
          await outcome(() => JSON.parse(text)),
        );
      }),
      { numRuns: 3_000 },
    );
  });

  test('keeps digits, and keys that would set a prototype', async () => {
    const text = '{"data": [{"total": 118.0, "n": 12345678901234567890, "__proto__": {"x": 1}}], "__proto__": [1]}';
    const parse = (piece: string) => parseExactJson(quoteNumbers(piece, ['total']));
    for (const length of [30, 50, 1_000]) {
      const value = (await parseInPieces(text, parse, WORK, length)) as Record<string, unknown>;
      expect(JSON.stringify(value)).toBe(
        '{"data":[{"total":"118.0","n":12345678901234567890,"__proto__":{"x":1}}],"__proto__":[1]}',
      );
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
  });

  test('keeps a long text with quotes and slashes, wherever a look at it ends', async () => {
    for (const before of ['', 'x', 'xx', 'xxx', 'xxxx']) {
      for (const part of ['"', '\\', '\\"', '"x\\\\']) {
        const text = JSON.stringify({ text: before + part.repeat(800_000), last: [1] });
        expect(JSON.stringify(await parseInPieces(text, JSON.parse, WORK)) === text).toBe(true);
        const cut = text.slice(0, text.lastIndexOf('"', text.length - 13));
        expect(await outcome(() => parseInPieces(`${cut}}`, JSON.parse, WORK))).toBe('refused');
      }
    }
  });

  test('lets others in, however long and however nested it is', async () => {
    const rows = Array.from({ length: 60_000 }, (_, index) => ({
      name: `SO-${index}`,
      text: 'x'.repeat(100),
      list: [1],
    }));
    for (const text of [
      JSON.stringify({ data: rows }),
      JSON.stringify({ message: { result: rows } }),
      '['.repeat(2e6),
    ]) {
      let turns = 0;
      const timer = setInterval(() => (turns += 1), 0);
      await outcome(() => parseInPieces(text, JSON.parse, new LongWork('test')));
      clearInterval(timer);
      if (text.length > 5e6) expect(turns).toBeGreaterThan(2);
    }
  });
});
