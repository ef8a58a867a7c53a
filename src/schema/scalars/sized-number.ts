import type { DecimalSize } from '../../metadata/decimal-size.ts';
import { roundDecimal } from '../../query/plan/decimal.ts';
import { WrongValue } from './scalar.ts';

/** The database rounds the shortest digits of a float: sent so, the answer shows what is stored. @throws WrongValue */
export function toFloat(value: unknown, size: DecimalSize | null): number {
  const number = Number(value);
  assertWhole(number, size);
  return size === null ? number : Number(roundDecimal(String(number), size.scale));
}

/** @throws WrongValue for more digits before the decimal point than the column has. */
export function assertWhole(number: number, size: DecimalSize | null): void {
  if (size === null || Math.abs(number) < 10 ** size.whole) return;
  throw new WrongValue(`It has more than ${size.whole} digits before the decimal point.`);
}
