/** The scalars of the gateway as JSON has them, for gql.tada and other generators of types. */
export interface Scalars {
  /** An integer of any size, as text. */
  BigInt: string;
  Color: string;
  /** `2026-11-21` */
  Date: string;
  /** The site's digits as text; compute with a decimal library. */
  Decimal: string;
  /** Seconds. */
  Duration: number;
  /** GeoJSON. */
  Geolocation: unknown;
  JSON: unknown;
  /** The site's wall time without a zone: `2026-11-21T10:00:00`, with six digits of a fraction or none. */
  LocalDateTime: string;
  Phone: string;
  /** From 0 to 1. */
  Rating: number;
  /** `09:05:00`; hours may pass 24. */
  Time: string;
  Upload: Blob;
}

const PARTS = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?$/;

/**
 * Turns the wall time of a site into an instant.
 *
 * @param timeZone the zone of the site, as `site { timeZone }` returns it.
 * @returns the instant, in milliseconds of precision. A time that the clock shows twice is the earlier one; a time that
 *   it skips is moved on by the length of the gap.
 * @throws RangeError for text that is not a LocalDateTime, and for an unknown zone.
 */
export function toInstant(local: string, timeZone: string): Date {
  const parts: (string | undefined)[] = PARTS.exec(local)?.slice(1) ?? [];
  if (parts.length === 0) throw new RangeError(`"${local}" is not a LocalDateTime.`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part = '0') => Number(part));
  const fraction = Number((parts[6] ?? '0').slice(0, 3).padEnd(3, '0'));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, fraction);
  // The offset a day before the time and a day after it differ only if the clock is set between them.
  const [before, after] = [-1, 1].map((days) => wall - offsetAt(wall + days * DAY_MS, timeZone)) as [number, number];
  return new Date([before, after].find((time) => time + offsetAt(time, timeZone) === wall) ?? before);
}

/** @returns the wall time that a clock in the zone shows at an instant, in the form of a LocalDateTime. */
export function toLocalDateTime(instant: Date, timeZone: string): string {
  const text = new Date(instant.getTime() + offsetAt(instant.getTime(), timeZone)).toISOString();
  const [seconds = '', milliseconds = ''] = text.slice(0, -1).split('.');
  return milliseconds === '000' ? seconds : `${seconds}.${milliseconds}000`;
}

const DAY_MS = 86_400_000;

/** Milliseconds that the clock of a zone is ahead of UTC. */
function offsetAt(time: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', ...NUMERIC });
  const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
}

const NUMERIC = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;
