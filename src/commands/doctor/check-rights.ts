import type { CommandSite } from '../site/command-site.ts';
import { GIVE_ROLE, mayRead } from './check-site.ts';
import { type Finding, warn } from './finding.ts';

/** The reads of the service account on which features of the gateway depend, with the role that allows each. */
const RIGHTS: readonly (readonly [doctype: string, role: string, effect: string])[] = [
  [
    'Custom Field',
    'System Manager',
    'Custom Fields are read for each DocType that the configuration names, and slower',
  ],
  [
    'Property Setter',
    'System Manager',
    'customisations are read for each DocType that the configuration names, and slower',
  ],
  ['Webhook', 'System Manager', 'webhooks sync cannot set up webhooks'],
  ['Deleted Document', 'System Manager', 'deletions that no webhook announces are not found'],
  ['Server Script', 'Script Manager', 'methods discover does not find API scripts'],
];

/** Whether the service account may read what features of the gateway depend on. */
export function checkRights(site: CommandSite): Promise<Finding[]> {
  return Promise.all(
    RIGHTS.map(([doctype, role, effect]) => mayRead(site, doctype, warn, { effect, fix: `${GIVE_ROLE} ${role}` })),
  );
}
