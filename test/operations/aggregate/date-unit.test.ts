import { expect, test } from 'vitest';
import { startOfSpan } from '../../../src/query/plan/date-unit.ts';

test.each([
  ['2026-06-13', 'year', '2026-01-01'],
  ['2026-06-13', 'quarter', '2026-04-01'],
  ['2026-12-31', 'quarter', '2026-10-01'],
  ['2026-06-13', 'month', '2026-06-01'],
  ['2026-06-13', 'week', '2026-06-08'],
  ['2026-06-14', 'week', '2026-06-08'],
  ['2026-06-15', 'week', '2026-06-15'],
  ['2027-01-01', 'week', '2026-12-28'],
  ['2026-06-13', 'day', '2026-06-13'],
  ['2026-06-13 04:32:31.000120', 'day', '2026-06-13 00:00:00'],
  ['2026-06-13 23:59:59', 'month', '2026-06-01 00:00:00'],
] as const)('%s lies in the %s that begins on %s', (value, unit, start) => {
  expect(startOfSpan(value, unit)).toBe(start);
});
