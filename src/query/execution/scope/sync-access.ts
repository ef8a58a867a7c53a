import type { FrappeFilter } from '../../../frappe/frappe-filter.ts';

/** A moment at a site. */
export interface SiteMoment {
  /** In the site's zone, as Frappe writes times. */
  readonly wall: string;
  /** The latest wall time that does not lie in the future. */
  readonly horizon: string;
  /** Milliseconds of a clock of this process that is never put back. */
  readonly real: number;
}

/** The part of a list of the site's own records that is wanted, oldest first. */
export interface RecordsPage {
  readonly bounds: readonly FrappeFilter[];
  readonly isNewestFirst: boolean;
  readonly limit: number;
}

/** A row of such a list, as the site sent it: with `name` and the time that it is sorted by. */
export type SiteRecord = Readonly<Record<string, unknown>>;

/** The names in a comment about a rename; null for any other comment. */
export type ReadRename = (record: SiteRecord) => { readonly oldName: string; readonly newName: string } | null;

/** The roles of a caller; null if neither the site nor the service account shows them. */
export interface CallerRoles {
  readonly roles: ReadonlySet<string> | null;
  readonly isAdministrator: boolean;
}

/** How much User Permissions can stand for, so that changes of what they allow can be followed. */
export const RESTRICTION_BOUNDS = { trees: 8, nodes: 5_000 } as const;

/** The means by which a caller learns what changed on a site since a token. */
export interface SyncAccess {
  /** Seconds after which a change is visible at the latest. */
  readonly overlapSeconds: number;
  /** Asked of the site now: roles that were remembered for seconds would hide that they changed. */
  readonly readRoles: (user: string) => Promise<CallerRoles>;
  /** The present of the site. */
  readonly now: () => Promise<SiteMoment>;
  /** Makes a token of a state: callers cannot read it. */
  readonly seal: (state: unknown) => string;
  /** @returns null for a text that is not a token of this site. */
  readonly open: (token: string) => unknown;
  /** Comments that may be about renames of documents of some DocTypes. The service account reads them. */
  readonly readEdits: (doctypes: readonly string[], page: RecordsPage) => Promise<readonly SiteRecord[]>;
  readonly toRename: ReadRename;
  /** Shares of documents of some DocTypes with a user. The service account reads them. */
  readonly readShares: (user: string, doctypes: readonly string[], page: RecordsPage) => Promise<readonly SiteRecord[]>;
  /** A short text that changes with what the User Permissions of a user allow. The service account reads them. */
  readonly readRestrictions: (user: string, isFlat: (doctype: string) => boolean) => Promise<string>;
}
