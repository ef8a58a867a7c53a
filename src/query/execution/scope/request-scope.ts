import type { FrappeClient } from '../../../frappe/frappe-client.ts';
import type { CallerContext } from '../../../frappe/frappe-request.ts';
import type { Renaming } from '../../../frappe/renaming.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { SiteModel } from '../../../metadata/site-model.ts';
import type { Translations } from '../../../metadata/translations.ts';
import type { BatchLimits } from '../../plan/batch-limits.ts';
import type { OperationRun } from '../../plan/operation-plan.ts';
import type { Row, RowShape } from '../../plan/read-plan.ts';
import type { BrowserSession } from './browser-session.ts';
import type { JobAccess } from './job-access.ts';
import type { KeyAccess } from './key-access.ts';
import type { SyncAccess } from './sync-access.ts';
import type { UserProfile } from './user-profile.ts';

/**
 * Everything that one request has: made at its start with the caller's credential, given up at its end, and never
 * shared with another request.
 */
export interface RequestScope {
  readonly client: FrappeClient;
  readonly model: SiteModel;
  readonly caller: CallerContext;
  readonly limits: BatchLimits;
  readonly loaders: RequestLoaders;
  /** Asked of the site where it is needed, and known for seconds by a hash of the credential. */
  readonly identity: () => Promise<CallerIdentity>;
  /**
   * The same of another caller, such as one who has just signed in.
   *
   * @param user their name, if the site has reported it.
   */
  readonly identityOf: (caller: CallerContext, user?: string | null) => Promise<CallerIdentity>;
  /** The User document of a caller whose name the site has reported. */
  readonly profileOf: (caller: CallerContext, user: string) => Promise<UserProfile>;
  /** The translations into the caller's language; none if they cannot be read. */
  readonly translations: () => Promise<Translations>;
  /**
   * Those into the language of the site's messages. Only the user of a session has their own: the site reads the
   * credential of a header after it has chosen the language (frappe/app.py), so their client's counts.
   */
  readonly messageTranslations: () => Promise<Translations>;
  /** Absent if the transport cannot sign users in or out. */
  readonly signIn?: BrowserSession | undefined;
  readonly jobs: JobAccess;
  /** Made when it is asked for: few requests follow changes. */
  readonly sync: () => SyncAccess;
  readonly keys: KeyAccess;
  /** Called with each document that a call of this request renamed. */
  readonly onRenamed?: (renaming: Renaming) => void;
  /** The operation that runs in this scope: set once, when it is planned. */
  run?: OperationRun;
}

/** The identity of the caller on the site. */
export interface CallerIdentity {
  /** Their name, or null if the site did not report it. */
  user: string | null;
  /**
   * All of their roles, the automatic ones (`All`, `Guest`, `Desk User`) among them; null if neither the site returns
   * them nor the gateway's account may read them.
   */
  roles: ReadonlySet<string> | null;
  /** Nothing is hidden from the Administrator, whatever roles have a right. */
  isAdministrator: boolean;
}

/** The loaders of one request, made when first asked for. */
export interface RequestLoaders {
  /** Documents of a DocType by name. */
  rows(doctype: DocTypeMeta): ReadRows;
  /** Rows of a child DocType by their parents. */
  childRows(parent: DocTypeMeta, child: DocTypeMeta): ReadChildRows;
  /** Runs the work of a key at most once a request; all who ask get that one result. */
  once<Answer>(key: string, load: () => Promise<Answer>): Promise<Answer>;
  /** Forgets what was read: after a write it may be old. */
  clear(): void;
}

/** Reads a part of what has these names, in their order; an Error stands for one that could not be read. */
export type ReadNames<Part, Value> = (names: readonly string[], part: Part) => Promise<(Value | Error)[]>;

/** Null means a document that does not exist or is not readable: a list does not show which. */
export type ReadRows = ReadNames<RowShape, Row | null>;

/** A table of parents. */
export interface ChildTable {
  readonly parentfield: string;
  readonly columns: readonly string[];
}

/** The rows of parents, those of each in the order of their `idx`. */
export type ReadChildRows = ReadNames<ChildTable, Row[]>;
