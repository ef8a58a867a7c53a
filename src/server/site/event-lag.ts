import type { EventLog } from '../../events/event-log.ts';
import type { SiteTime } from '../../metadata/site-time.ts';
import type { Histogram } from '../metrics/histogram.ts';

/** Counts how long changes take to come: from the time that the site wrote into them to their event in the log. */
export function countEventLag({ events, time }: { events: EventLog; time: SiteTime }, lag: Histogram): void {
  events.listen(({ modified }) => {
    const seconds = secondsBetween(modified, time.now());
    if (seconds !== null) lag.observe(Math.max(0, seconds));
  });
}

/** The time between two times of the same zone, as Frappe writes them. */
function secondsBetween(from: string | null, to: string): number | null {
  if (from === null) return null;
  const seconds = (Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / 1000;
  return Number.isNaN(seconds) ? null : seconds;
}
