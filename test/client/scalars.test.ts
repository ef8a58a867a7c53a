import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toInstant, toLocalDateTime } from '../../client/src/index.ts';
import { CLIENT_SCALARS } from '../../src/schema/scalars/client-scalars.ts';

test.each([
  ['2026-07-01T12:00:00', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'],
  ['2026-01-01 12:00:00.123456', 'Europe/Berlin', '2026-01-01T11:00:00.123Z'],
  ['2026-01-01T12:00', 'Asia/Kolkata', '2026-01-01T06:30:00.000Z'],
  ['2026-01-01T00:00:00', 'Pacific/Auckland', '2025-12-31T11:00:00.000Z'],
  // Shown twice: the earlier one. Skipped: an hour on.
  ['2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ['2026-03-29T03:00:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
])('%s in %s is %s', (local, zone, instant) => {
  expect(toInstant(local, zone).toISOString()).toBe(instant);
});

test('an instant is shown by the clock of the site', () => {
  expect(toLocalDateTime(new Date('2026-07-01T10:00:00Z'), 'Europe/Berlin')).toBe('2026-07-01T12:00:00');
  expect(toLocalDateTime(new Date('2026-01-01T06:30:00.120Z'), 'Asia/Kolkata')).toBe('2026-01-01T12:00:00.120000');
});

test('other text is refused', () => {
  expect(() => toInstant('yesterday', 'Europe/Berlin')).toThrow('"yesterday" is not a LocalDateTime.');
  expect(() => toInstant('2026-01-01T00:00:00', 'Mars/Base')).toThrow(RangeError);
});

test('the types of scalars are those of the gateway', () => {
  const source = readFileSync(new URL('../../client/src/scalars.ts', import.meta.url), 'utf8');
  const body = source.slice(source.indexOf('interface Scalars'), source.indexOf('\n}'));
  const types = Object.fromEntries([...body.matchAll(/^ {2}(\w+): (\w+);$/gm)].map(([, name, type]) => [name, type]));
  expect(types).toEqual(CLIENT_SCALARS);
});
