/** The day on which the recorded site was asked; the demo site lives on it, so that ages and timespans stay the same. */
export const SITE_TODAY = '2026-11-21';

/** The zone in which the site writes its times. */
export const SITE_TIME_ZONE = 'Asia/Kolkata';

/**
 * A clock that starts at noon of the site's day and never gives the same time twice. A stepping one goes on by a
 * millisecond whenever it is looked at, so that what is written is the same at every run.
 */
export class SiteClock {
  readonly #elapsed: () => number;
  #lastMicroseconds = 0;

  constructor(kind: 'running' | 'stepping' = 'running') {
    const startedAt = performance.now();
    this.#elapsed =
      kind === 'stepping' ? () => this.#lastMicroseconds + 1000 : () => (performance.now() - startedAt) * 1000;
  }

  /** The site's date. */
  get today(): string {
    return SITE_TODAY;
  }

  /** `YYYY-MM-DD HH:MM:SS.ffffff`, later at each call. */
  now(): string {
    this.#lastMicroseconds = Math.max(Math.floor(this.#elapsed()), this.#lastMicroseconds + 1);
    const seconds = 12 * 3600 + Math.floor(this.#lastMicroseconds / 1_000_000);
    const micros = String(this.#lastMicroseconds % 1_000_000).padStart(6, '0');
    const date = new Date(Date.parse(`${SITE_TODAY}T00:00:00Z`) + seconds * 1000);
    return `${date.toISOString().slice(0, 19).replace('T', ' ')}.${micros}`;
  }
}
