const DAY_SECONDS = 24 * 60 * 60;

/** The estimate of the site's clock may be this much ahead of it. */
const MARGIN_MS = 2_000;

/** The clock is looked at this often: it may be set, and days are longer or shorter when summer time begins or ends. */
const LOOK_MS = 30 * 60 * 1000;

/** Notices that the day of a site has ended. */
export class DayWatch {
  readonly #site: { now(): string };
  readonly #onEnd: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param onEnd called once after each `start`, when the day is over. */
  constructor(site: { now(): string }, onEnd: () => void) {
    this.#site = site;
    this.#onEnd = onEnd;
  }

  /** The site's date. */
  today(): string {
    return this.#site.now().slice(0, 10);
  }

  /** @param day the site's date on which what depends on it was found out. */
  start(day: string): void {
    clearTimeout(this.#timer);
    if (this.today() !== day) {
      this.#onEnd();
      return;
    }
    const pause = Math.min(LOOK_MS, secondsLeft(this.#site.now()) * 1000 + MARGIN_MS);
    this.#timer = setTimeout(() => this.start(day), pause).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** @param time as a site writes it. */
function secondsLeft(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.slice(11, 19).split(':').map(Number);
  return DAY_SECONDS - (hours * 60 + minutes) * 60 - seconds;
}
