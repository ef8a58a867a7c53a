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
    case: 'golden: virtual-link',
    reason: 'The options of a virtual Link name its DocType, so they cannot hold the expression of its value.',
  },
  {
    versions: ALL,
    case: 'same answer: text-without-accents',
    reason: 'MariaDB compares text without regard to accents, the SQLite of the demo site does not.',
  },
  {
    versions: ALL,
    case: 'golden: desk-global-search',
    reason: 'What a site indexes is in its Global Search Settings, which the seeding leaves alone.',
  },
  {
    versions: ALL,
    case: 'golden: desk-print',
    reason: 'A printed page is each version’s own; the demo site makes a small one.',
  },
  {
    versions: ALL,
    case: 'golden: desk-report',
    reason: 'Reports are made by hand on real sites: the prepared one is the demo site’s.',
  },
];
