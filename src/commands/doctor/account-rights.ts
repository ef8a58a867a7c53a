import { startsJob } from '../../metadata/job-starters.ts';
import { type MethodsFile, methodNames } from '../../metadata/method-catalog.ts';
import type { CommandSite } from '../site/command-site.ts';

/** A right of the service account on which a feature depends. `docs/service-account.md` has the table for operators. */
export interface AccountRight {
  readonly feature: string;
  readonly doctype: string;
  /** In the words of the Role Permissions Manager. */
  readonly rights: string;
  /** The role that has them on a site where nobody has changed them. */
  readonly role: string;
  /** Whether a role of the operator's own can have them: for some DocTypes, Frappe ignores added rules. */
  readonly isGivable: boolean;
  /** The effect of their absence. */
  readonly effect: string;
  /** Columns that lesser rights, such as Select, leave out. */
  readonly columns: readonly string[];
  /** Whether the configuration uses the feature. */
  readonly isUsed: (site: CommandSite) => boolean;
}

const READ = { rights: 'Read', role: 'System Manager', isGivable: true, columns: [], isUsed: () => true } as const;
const METADATA = { ...READ, feature: 'All DocTypes at once' } as const;
const BY_NAME = 'the gateway knows only the DocTypes that the configuration names, and reads each on its own';
const follows = ({ schemaConfig }: CommandSite): boolean => schemaConfig.events.doctypes.length > 0;

/** Without it, an account knows what the configuration names, and needs no other right on metadata. */
export const METADATA_RIGHT: AccountRight = { ...METADATA, doctype: 'DocType', isGivable: false, effect: BY_NAME };

/** The rights next to it that reading all DocTypes at once takes. */
export const FURTHER_METADATA_RIGHTS: readonly AccountRight[] = [
  { ...METADATA, doctype: 'Custom DocPerm', isGivable: false, effect: BY_NAME },
  { ...METADATA, doctype: 'Custom Field', effect: BY_NAME },
  { ...METADATA, doctype: 'Property Setter', effect: BY_NAME },
  { ...METADATA, doctype: 'Workflow', effect: 'the gateway does not know which DocTypes have a workflow' },
];

/** The rights that other features take. */
export const FEATURE_RIGHTS: readonly AccountRight[] = [
  {
    ...READ,
    feature: 'Profile of me, and permissions on v17',
    doctype: 'User',
    rights: 'Read at levels 0 and 1',
    effect: 'me has no profile, and on v17 docfields above level 0 are hidden from everybody',
    columns: ['full_name', 'user_type'],
  },
  {
    ...READ,
    feature: 'Subscriptions',
    doctype: 'Deleted Document',
    effect: 'deletions that no webhook announces are not found',
    isUsed: follows,
  },
  {
    ...READ,
    feature: 'Subscriptions, changes',
    doctype: 'Comment',
    effect: 'renames that were not made through the gateway are not found, and changes is refused',
  },
  {
    ...READ,
    feature: 'Texts in the language of the user',
    doctype: 'Translation',
    effect: 'before v17, labels and titles are not translated',
  },
  { ...READ, feature: 'changes', doctype: 'DocShare', effect: 'changes is refused' },
  { ...READ, feature: 'changes', doctype: 'User Permission', effect: 'changes is refused' },
  {
    ...READ,
    feature: 'webhooks sync',
    doctype: 'Webhook',
    rights: 'Read, Write, Create, Delete',
    effect: 'webhooks sync cannot set up webhooks',
    isUsed: (site) => follows(site) && site.config.webhookSecrets.length > 0,
  },
  {
    ...READ,
    feature: 'Background jobs',
    doctype: 'RQ Job',
    effect: 'job and jobUpdated need a method of your own: methods.jobStatus',
    isUsed: ({ schemaConfig }) => schemaConfig.methods.jobStatus === null && startsAnyJob(schemaConfig.whitelisted),
  },
  {
    ...READ,
    feature: 'methods discover',
    doctype: 'Server Script',
    role: 'Script Manager',
    effect: 'methods discover does not find API scripts',
    isUsed: ({ schemaConfig }) => Object.keys(schemaConfig.whitelisted.scripts).length > 0,
  },
];

/** The right on each DocType whose changes are followed. */
export const FOLLOWED_RIGHT: Omit<AccountRight, 'doctype'> = {
  ...READ,
  feature: 'Subscriptions',
  role: '–',
  effect: 'changes that no webhook announces are not found',
  columns: ['modified', 'creation', 'docstatus'],
  isUsed: follows,
};

function startsAnyJob(file: MethodsFile): boolean {
  return [...methodNames(file)].some((name) => startsJob(file, name));
}
