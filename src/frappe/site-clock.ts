/** The clock of a site, as the `Date` header of its answers shows it. */
export interface SiteClock {
  /** Takes the time from an answer. */
  note(date: string | string[] | undefined): void;
  /** Milliseconds since 1970: the last time noted plus the time since; this machine's clock before the first answer. */
  now(): number;
}

/** Creates the clock of one site. */
export function createSiteClock(): SiteClock {
  let noted: { site: number; own: number } | null = null;
  let header: string | string[] | undefined;
  return {
    note: (date) => {
      // The first answer of a second is the nearest to it.
      if (date === header) return;
      header = date;
      const site = typeof date === 'string' ? Date.parse(date) : Number.NaN;
      if (!Number.isNaN(site)) noted = { site, own: performance.now() };
    },
    now: () => (noted === null ? Date.now() : noted.site + performance.now() - noted.own),
  };
}
