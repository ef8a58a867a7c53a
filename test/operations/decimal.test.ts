import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDecimals, compareDecimals, divideDecimal, roundDecimal } from '../../src/query/plan/decimal.ts';

/** A number with nine digits after its point, as an integer of the last of them and as text. */
const decimal = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map((units) => ({ units, text: toText(units) }));

test('sums and comparisons are those of integers', () => {
  fc.assert(
    fc.property(decimal, decimal, (one, other) => {
      expect(toUnits(addDecimals(one.text, other.text))).toBe(one.units + other.units);
      expect(compareDecimals(one.text, other.text)).toBe(
        one.units < other.units ? -1 : Number(one.units > other.units),
      );
    }),
  );
});

test.each([
  ['0.1', '0.2', '0.3'],
  ['118.0', '2', '120.0'],
  ['-1.5', '0.25', '-1.25'],
  ['1e+16', '1.0', '10000000000000001.0'],
  ['-0.5', '0.5', '0.0'],
])('%s and %s are %s', (one, other, sum) => {
  expect(addDecimals(one, other)).toBe(sum);
});

test.each([
  ['10', 4, '2.5'],
  ['1', 3, '0.333333333'],
  ['2', 3, '0.666666667'],
  ['-2', 3, '-0.666666667'],
  ['29910.63', 6, '4985.105'],
])('%s by %i is %s', (total, count, average) => {
  expect(divideDecimal(total, count)).toBe(average);
});

test.each([
  ['1.0000000015', '1.000000002'],
  ['-1.0000000015', '-1.000000002'],
  ['5e-10', '0.000000001'],
  ['4.9e-10', '0.0'],
  ['123456789012', '123456789012.0'],
  ['1e21', '1000000000000000000000.0'],
])('%s is %s with nine digits after its point', (number, rounded) => {
  expect(roundDecimal(number, 9)).toBe(rounded);
});

function toText(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(10, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

function toUnits(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(`${whole}${fraction.padEnd(9, '0')}`);
}
