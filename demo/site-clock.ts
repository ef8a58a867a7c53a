/** The day on which the recorded site was asked; the demo site lives on it, so that ages and timespans stay the same. */
export const SITE_TODAY = '2026-11-21';

/** The zone in which the site writes its times. */
export const SITE_TIME_ZONE = 'Asia/Kolkata';

/**
 * A clock that starts at noon of the site's day and never gives the same time twice. A stepping one goes on by a
 * millisecond whenever it is looked at, so that what is written is the same at every run.
 */
export class SiteClock {
  /** The zone of System Settings. */
  timeZone = SITE_TIME_ZONE;
  readonly #kind: 'running' | 'stepping';
  #zoneMinutes = 330;
  #startedAt = performance.now();
  #lastMicroseconds = 0;

  constructor(kind: 'running' | 'stepping' = 'running') {
    this.#kind = kind;
  }

  /** The site's date. */
  get today(): string {
    const shown = this.#kind === 'stepping' ? this.#lastMicroseconds : this.#elapsed();
    return toDate(shown).toISOString().slice(0, 10);
  }

  /** `YYYY-MM-DD HH:MM:SS.ffffff`, later at each call. */
  now(): string {
    const elapsed = this.#kind === 'stepping' ? this.#lastMicroseconds + 1000 : this.#elapsed();
    this.#lastMicroseconds = Math.max(elapsed, this.#lastMicroseconds + 1);
    const micros = String((this.#lastMicroseconds + 86_400_000_000) % 1_000_000).padStart(6, '0');
    return `${toDate(this.#lastMicroseconds).toISOString().slice(0, 19).replace('T', ' ')}.${micros}`;
  }

  /** The `Date` header of an answer. Reading it does not move a stepping clock. */
  get httpDate(): string {
    const shown = this.#kind === 'stepping' ? this.#lastMicroseconds : this.#elapsed();
    return new Date(toDate(shown).getTime() - this.#zoneMinutes * 60_000).toUTCString();
  }

  /** Moves the clock by some seconds: time that passes, or an administrator who sets it. */
  shift(seconds: number): void {
    this.#startedAt -= seconds * 1000;
    this.#lastMicroseconds += seconds * 1_000_000;
  }

  /** Changes the zone, as an administrator does: from then on, the clock shows another time at the same moment. */
  moveTo(timeZone: string, zoneMinutes: number): void {
    this.shift((zoneMinutes - this.#zoneMinutes) * 60);
    this.timeZone = timeZone;
    this.#zoneMinutes = zoneMinutes;
  }

  #elapsed(): number {
    return Math.floor((performance.now() - this.#startedAt) * 1000);
  }
}

function toDate(microseconds: number): Date {
  return new Date(Date.parse(`${SITE_TODAY}T12:00:00Z`) + Math.floor(microseconds / 1000));
}
