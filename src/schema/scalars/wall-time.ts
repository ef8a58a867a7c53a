/** The distances at which a clock that is set back shows the same time twice. */
const SET_BACK_MINUTES = [30, 60, 120];

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Offsets that are kept for each zone. */
const KEPT_OFFSETS = 50_000;

/**
 * Turns a moment into what a clock in a zone shows then, such as `2026-11-21 10:00:00`.
 *
 * @param moment a date and time with an offset, of any fraction of a second, such as `2026-11-21T04:30:00Z`.
 * @param timeZone an IANA zone, such as `Asia/Kolkata`.
 * @returns null if the clock shows that time twice, as when summer time ends: what is meant cannot be kept.
 */
export function toWallTime(moment: string, timeZone: string): string | null {
  const [, date = '', time = '', fraction = '', zone = ''] = MOMENT.exec(moment) ?? [];
  const at = Date.parse(`${date}T${time}${zone}`);
  if (Number.isNaN(at)) return null;
  const offsets = offsetsOf(timeZone);
  if (isAmbiguous(at, offsets)) return null;
  const shown = new Date(at + offsets.at(at)).toISOString();
  const end = shown.length - '.000Z'.length;
  const start = shown.startsWith('+') ? '+0'.length : 0;
  const wall = `${shown.slice(start, end - 9)} ${shown.slice(end - 8, end)}`;
  return fraction === '' ? wall : `${wall}.${fraction.padEnd(6, '0')}`;
}

const MOMENT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6})\d*)?(Z|[+-]\d\d:?\d\d)$/i;

function isAmbiguous(at: number, offsets: ZoneOffsets): boolean {
  // On most days a clock is not set at all.
  const day = Math.floor(at / DAY_MS) * DAY_MS;
  if (offsets.at(day - DAY_MS) === offsets.at(day + 2 * DAY_MS)) return false;
  const shown = at + offsets.at(at);
  return SET_BACK_MINUTES.some((minutes) =>
    [-minutes, minutes].some((shift) => {
      const other = at + shift * MINUTE_MS;
      return other + offsets.at(other) === shown;
    }),
  );
}

/**
 * How far a zone's clock is ahead of UTC. Asking Intl takes longer than all else, and lists hold thousands of times.
 */
class ZoneOffsets {
  readonly #clock: Intl.DateTimeFormat;
  readonly #known = new Map<number, number>();

  constructor(timeZone: string) {
    this.#clock = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  }

  at(moment: number): number {
    const minute = Math.floor(moment / MINUTE_MS) * MINUTE_MS;
    let offset = this.#known.get(minute);
    if (offset === undefined) {
      offset = readClock(this.#clock.format(minute)) - minute;
      if (this.#known.size >= KEPT_OFFSETS) this.#known.clear();
      this.#known.set(minute, offset);
    }
    return offset;
  }
}

/** Reads `29/03/2026, 05:30:00` as if it were UTC. */
function readClock(text: string): number {
  const [day = 1, month = 1, year = 1970, hours = 0, minutes = 0, seconds = 0] = (text.match(/\d+/g) ?? []).map(Number);
  const date = new Date(Date.UTC(2000, 0, 1, hours, minutes, seconds));
  return date.setUTCFullYear(year, month - 1, day);
}

const ZONES = new Map<string, ZoneOffsets>();

function offsetsOf(timeZone: string): ZoneOffsets {
  const known = ZONES.get(timeZone);
  if (known) return known;
  const offsets = new ZoneOffsets(timeZone);
  ZONES.set(timeZone, offsets);
  return offsets;
}
