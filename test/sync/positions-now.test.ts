import { expect, test } from 'vitest';
import { BEGINNING, type ListPosition, startAt } from '../../src/features/sync/list-position.ts';
import { positionsNow, type SyncState } from '../../src/features/sync/sync-state.ts';

const OVERLAP = 60;
const HOUR = 3_600;

/** The positions after some seconds have passed while the site's clock has gone from one time to another one. */
function after(seconds: number, from: string, to: string, position: ListPosition = startAt(from)) {
  const state: SyncState = {
    ...{ user: 'alice@example.com', permissions: '', rights: {} },
    moment: { wall: from, real: 0 },
    lists: { documents: position },
  };
  return positionsNow(state, { wall: to, horizon: to, real: seconds * 1_000 }, OVERLAP).documents;
}

test('a list goes on where it was while the clock goes on', () => {
  const position = after(HOUR, '2026-07-01 10:00:00.000000', '2026-07-01 11:00:00.000000');
  expect(position?.from).toBe('2026-07-01 10:00:00.000000');
});

test('a list goes back with the clock, by an hour at the end of summer time', () => {
  // At 3:00, the clock showed 2:00 again.
  const position = after(1_800, '2026-10-25 02:50:00.000000', '2026-10-25 02:20:00.000000');
  expect(position?.from && position.from < '2026-10-25 01:50:00').toBe(true);
});

test('a list goes back after a summer in between, which no clock shows', () => {
  const year = 365 * 24 * HOUR;
  const position = after(year, '2026-10-25 02:50:00.000000', '2027-10-25 02:50:00.000000');
  expect(position?.from && position.from < '2026-10-25 01:50:00').toBe(true);
});

test('a pass that is under way goes on, and the next one goes back', () => {
  const at = ['2026-10-25 02:40:00.000000', 'a'] as const;
  const position = after(60, '2026-10-25 02:50:00.000000', '2026-10-25 01:51:00.000000', { ...BEGINNING, at });
  expect(position).toMatchObject({ at, from: null });
  expect(position?.again && position.again < '2026-10-25 01:50:00').toBe(true);
});

test('a token from the future of the gateway is refused', () => {
  expect(() => after(-120, '2026-07-01 10:00:00.000000', '2026-07-01 10:00:00.000000')).toThrow(
    '`since` is dated in the future, by the clock of the gateway. Read everything again without it.',
  );
});
