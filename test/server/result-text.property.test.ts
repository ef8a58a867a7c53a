import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CallerToken } from '../../src/frappe/caller-token.ts';
import { toJsonInTurns } from '../../src/query/completion/result-text.ts';

const CALLER = { token: CallerToken.guest };

describe('the text of a long result', () => {
  test('is what JSON.stringify writes', async () => {
    const long = fc.array(fc.jsonValue({ maxDepth: 4 }), { minLength: 300, maxLength: 600 });
    await fc.assert(
      fc.asyncProperty(long, fc.jsonValue(), async (list, other) => {
        const value = { other, list: [...list, ...list, ...list], none: undefined, empty: [], nothing: {} };
        expect(await toJsonInTurns(value, CALLER)).toBe(JSON.stringify(value));
        expect(await toJsonInTurns([undefined, value], CALLER)).toBe(JSON.stringify([undefined, value]));
      }),
      { numRuns: 50 },
    );
  });

  test('is read as the same text where a character is cut', async () => {
    const value = { text: `x${'💥"\\\n'.repeat(300_000)}`, bare: '\ud83d'.repeat(600_000) };
    expect(JSON.parse(await toJsonInTurns(value, CALLER))).toEqual(value);
  });

  test('lets others in', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    await toJsonInTurns(
      Array.from({ length: 200_000 }, (_, index) => ({ name: `SO-${index}`, items: [{ qty: 1, rate: '10.00' }] })),
      CALLER,
    );
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });
});
