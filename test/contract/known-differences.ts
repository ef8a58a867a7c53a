import type { FrappeMajor } from '../../demo/demo-site.ts';

/** A case that does not hold on real sites of some versions, with the reason. One that holds after all fails. */
export interface KnownDifference {
  versions: readonly FrappeMajor[];
  case: string;
  reason: string;
}

const ALL: readonly FrappeMajor[] = [14, 15, 16, 17];

/** Where real sites are not as the demo site is. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    versions: ALL,
    case: 'golden: virtual-doctype',
    reason: 'A virtual DocType needs a Python controller, which no REST call can bring to a site.',
  },
  {
    versions: ALL,
    case: 'same answer: text-without-accents',
    reason: 'MariaDB compares text without regard to accents, the SQLite of the demo site does not.',
  },
];
