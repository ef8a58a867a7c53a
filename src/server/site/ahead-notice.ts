import type { Logger } from 'pino';
import type { SiteTime } from '../../metadata/site-time.ts';
import type { AheadRow } from '../../sources/read-since.ts';

/** Logs that documents are dated in the future of the site: once per DocType, with the first of them. */
export function createAheadNotice(time: SiteTime, logger: Logger): (row: AheadRow) => void {
  const noticed = new Set<string>();
  return ({ doctype, name, time: modified, isLast }) => {
    const key = `${doctype} ${isLast}`;
    if (noticed.has(key)) return;
    noticed.add(key);
    const facts = { doctype, name, modified, siteTime: time.now() };
    if (isLast) logger.warn(facts, 'too many documents are dated in the future: those after this one are not followed');
    else logger.warn(facts, 'a document is dated in the future of the site: check its clock and time zone');
  };
}
