import { clockAt } from '../metadata/zone-clock.ts';

/** The distances at which a clock that is set back shows the same time twice. */
const SET_BACK_MINUTES = [30, 60, 120];

/**
 * Turns a moment into what a clock in a zone shows then, such as `2026-11-21 10:00:00`.
 *
 * @param moment a date and time with an offset, of any fraction of a second, such as `2026-11-21T04:30:00Z`.
 * @param timeZone an IANA zone, such as `Asia/Kolkata`.
 * @returns null where the clock shows that time twice, as when summer time ends: what is meant cannot be kept.
 */
export function toWallTime(moment: string, timeZone: string): string | null {
  const at = Date.parse(moment.replace(' ', 'T').replace(/\.\d+/, ''));
  if (Number.isNaN(at)) return null;
  const shown = clockAt(at, timeZone);
  const isAmbiguous = SET_BACK_MINUTES.some((minutes) =>
    [-minutes, minutes].some((shift) => clockAt(at + shift * 60_000, timeZone) === shown),
  );
  const fraction = /\.(\d{1,6})/.exec(moment)?.[1];
  return isAmbiguous ? null : `${shown}${fraction ? `.${fraction.padEnd(6, '0')}` : ''}`;
}
