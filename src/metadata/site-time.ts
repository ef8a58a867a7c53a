import { clockAt } from './zone-clock.ts';

/** The present of a site, in its own zone and as Frappe writes times, so that it compares with `modified` as text. */
export interface SiteTime {
  now(): string;
  /** As `horizonOf`: later times lie in the future. */
  horizon(): string;
  /**
   * Asks the site for its zone again: an administrator can change it.
   *
   * @param knownMs milliseconds for which the zone counts as known; without it, once in five seconds at most.
   */
  refreshZone(knownMs?: number): Promise<void>;
}

/** The settings that a site's time is computed from. */
export interface SiteTimeParts {
  clock: { now(): number };
  /** The zone that is known at the start. */
  timeZone: string;
  fetchTimeZone(): Promise<string>;
}

/** The `Date` header has whole seconds, and the servers of one site differ a little. */
const TOLERANCE_MS = 5_000;

const ZONE_MS = 5_000;

/** No zone on earth is ahead of this one: what its clock has not reached lies in the future of every site. */
const LATEST_ZONE = 'Pacific/Kiritimati';

/** Creates the time of one site. */
export function createSiteTime({ clock, timeZone, fetchTimeZone }: SiteTimeParts): SiteTime {
  let zone = timeZone;
  let askedAt = Number.NEGATIVE_INFINITY;
  const startedAt = performance.now();
  return {
    now: () => `${wallTime(clock.now(), zone)}.000000`,
    horizon: () => horizonOf(clock, zone),
    refreshZone: async (knownMs) => {
      const knownSince = knownMs === undefined ? askedAt : Math.max(askedAt, startedAt);
      if (performance.now() - knownSince < (knownMs ?? ZONE_MS)) return;
      zone = await fetchTimeZone();
      askedAt = performance.now();
    },
  };
}

/** The latest time that a document written by now can have. */
export function horizonOf(clock: { now(): number }, timeZone: string): string {
  return `${wallTime(clock.now() + TOLERANCE_MS, timeZone)}.000000`;
}

function wallTime(milliseconds: number, timeZone: string): string {
  try {
    return clockAt(milliseconds, timeZone);
  } catch {
    return clockAt(milliseconds, LATEST_ZONE);
  }
}

/** The time some seconds before another one, by the wall clock: changes of the zone in between are unknown. */
export function secondsBefore(time: string, seconds: number): string {
  const moment = wallMilliseconds(time);
  if (Number.isNaN(moment) || seconds === 0) return time;
  return `${new Date(moment - seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')}.000000`;
}

/** The seconds from one wall time to another one. */
export function wallSecondsBetween(from: string, to: string): number {
  return (wallMilliseconds(to) - wallMilliseconds(from)) / 1000;
}

function wallMilliseconds(time: string): number {
  return Date.parse(`${time.slice(0, 10)}T${time.slice(11, 19)}Z`);
}
