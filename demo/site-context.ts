import type { DemoDatabase, Row } from './database/demo-database.ts';
import type { Dialect } from './dialects.ts';
import type { SqlPart } from './engine/sql-part.ts';
import type { SentFile } from './http/multipart.ts';
import type { Parameters } from './http/parameters.ts';
import type { DocTypeMeta } from './meta/doctype-meta.ts';
import type { MetaCatalog } from './meta/meta-catalog.ts';
import type { PythonParameter } from './rpc/python-arguments.ts';
import type { SignInState } from './sign-in/sign-in-state.ts';
import type { SiteClock } from './site-clock.ts';
import type { DocumentChange } from './webhooks/document-change.ts';

/** The user of a request. */
export interface Session {
  user: string;
  roles: ReadonlySet<string>;
}

/** The code of the site's app, in place of Python controllers and hooks. */
export interface SiteApp {
  /** As in `get_versions`. */
  name: string;
  title: string;
  description: string;
  version: string;
  /** Further apps of the site. */
  others?: readonly { name: string; title: string; version: string }[];
  /** Values of virtual fields, by DocType and fieldname. */
  virtualFields: Readonly<Record<string, Readonly<Record<string, (doc: Row, context: SiteContext) => unknown>>>>;
  /** The documents of virtual DocTypes. */
  virtualDocs: Readonly<Record<string, () => Row[]>>;
  /** `permission_query_conditions`: what rows of a DocType a user sees, or undefined for all. */
  queryConditions: Readonly<Record<string, (session: Session) => SqlPart | undefined>>;
  /** The changes that the code of every DocType makes to a new document. */
  beforeInsert?: (context: SiteContext, meta: DocTypeMeta, doc: Row) => void;
  /** `before_save`, by DocType. */
  beforeSave: Readonly<Record<string, (doc: Row, context: SiteContext) => void>>;
  /** `on_trash`, by DocType. */
  onTrash: Readonly<Record<string, (doc: Row) => void>>;
  /** Whitelisted functions by path. */
  methods: RpcMethods;
  /** Functions that are there, and not for callers from outside. */
  notWhitelisted: readonly string[];
  /** Methods of controllers by DocType and name; null for those that are not whitelisted. */
  docMethods: Readonly<Record<string, Readonly<Record<string, DocMethod | null>>>>;
}

/** Everything that handling a request needs. */
export interface SiteContext {
  dialect: Dialect;
  database: DemoDatabase;
  catalog: MetaCatalog;
  app: SiteApp;
  clock: SiteClock;
  /** The contents of files, by their addresses. */
  files: Map<string, Buffer>;
  /** The followers of documents. */
  follows: Set<string>;
  /** Reports that are made in the background, by everybody. */
  preparedReports: { name: string; filters: string; owner: string; looks: number; status: string }[];
  signIn: SignInState;
  /** Writes to virtual DocTypes, by their name and the document's; null if it was deleted. */
  virtualWrites: Map<string, Map<string, Row | null>>;
  /** Passwords of documents, which no table holds. */
  passwords: Map<string, string>;
  /** Called for each document that a transaction changed. */
  afterCommit: ((change: DocumentChange) => void)[];
  session: Session;
  /** The language of the messages of this request; English without one. */
  language?: string;
  /** Whether a written document is answered with its nulls, as RPC does. */
  answersNulls?: boolean;
}

/** A call of a whitelisted method. */
export interface RpcCall {
  context: SiteContext;
  parameters: Parameters;
  /** The files of a form, by their fields. */
  files: Readonly<Record<string, SentFile>>;
  /** The site's own address. */
  origin: string;
  verb: string;
  /** The value of `cmd`: the path on v1, nothing on v2. */
  command: string | null;
}

/** A whitelisted method: what it returns stands under `message`. */
export interface RpcMethod {
  run(call: RpcCall): unknown;
  allowsGuests?: boolean;
  verbs?: readonly string[];
}

/** Whitelisted methods by dotted path. */
export type RpcMethods = Readonly<Record<string, RpcMethod>>;

/** A whitelisted method of a controller. */
export interface DocMethod {
  parameters: readonly PythonParameter[];
  verbs?: readonly string[];
  /** May change the document, which is returned with the result and not saved. */
  run(doc: Row, args: Parameters, context: SiteContext): unknown;
}

/** A site without its session: that is known once the request has been authenticated. */
export type Site = Omit<SiteContext, 'session'>;

/** Whether no permission is looked at. */
export function isAdministrator(session: Session): boolean {
  return session.user === 'Administrator';
}

/** The metadata of a DocType. @throws FrappeError 404 */
export function metaOf(context: SiteContext, doctype: string): DocTypeMeta {
  return context.catalog.get(doctype);
}
