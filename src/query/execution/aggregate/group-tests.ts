import { compareDecimals } from '../../plan/decimal.ts';
import type { Row } from '../../plan/read-plan.ts';
import { COUNT_KEY, type GroupTest } from './aggregate.ts';

/** @returns the groups for which all tests hold. */
export function testGroups(rows: readonly Row[], tests: readonly GroupTest[]): Row[] {
  return rows.filter((row) => tests.every((test) => holds(test, row)));
}

function holds({ measure, operator, values }: GroupTest, row: Row): boolean {
  const value = row[measure?.key ?? COUNT_KEY] ?? null;
  if (operator === 'ne' || operator === 'notIn') return !values.some((wanted) => isEqual(value, wanted));
  if (operator === 'eq' || operator === 'in') return values.some((wanted) => isEqual(value, wanted));
  const [first = null, last = null] = values;
  if (value === null || first === null) return false;
  const order = compareDecimals(String(value), first);
  switch (operator) {
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
    case 'between':
      return order >= 0 && last !== null && compareDecimals(String(value), last) <= 0;
  }
}

function isEqual(value: unknown, wanted: string | null): boolean {
  if (value === null || wanted === null) return value === wanted;
  return compareDecimals(String(value), wanted) === 0;
}
