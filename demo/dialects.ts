/**
 * The major version of Frappe that the site plays: 16 is the recorded 16.0.0-dev (old SQL engine), 17 is 17.0.0-dev.
 */
export type FrappeMajor = 14 | 15 | 16 | 17;

/** Everything that the versions do differently, as data. A branch elsewhere in demo/ reads one of these. */
export interface Dialect {
  major: FrappeMajor;
  frappeVersion: string;
  /** How `frappe.utils.change_log.get_versions` presents the framework. */
  frappeTitle: string;
  frappeDescription: string;
  /** `/api/v1` and `/api/v2`. */
  hasVersionedRoutes: boolean;
  /** v17 answers the v2 list with `has_next_page` and reads nested and/or filters and `start`. */
  hasNewQueryEngine: boolean;
  /** The name of the database driver in SQL errors. */
  sqlErrorModule: string;
  /** Bodies are written with every character beyond ASCII escaped (json.dumps); orjson writes it as it is. */
  escapesNonAscii: boolean;
  /**
   * How the old engine recognises a sub-query in an order or a grouping: by both words anywhere, or as whole words outside of
   * the names of DocTypes.
   */
  subqueryCheck: 'both words' | 'whole words';
  /** The fields of a list are cut while they are walked through: the one after a refused one escapes. */
  fieldAfterRefusedEscapes: boolean;
  /** Methods that other versions have. */
  missingMethods: readonly string[];
  /** v14 names the exception only when it was raised by `frappe.throw`. */
  alwaysNamesException: boolean;
  /** A throw carries a random `__frappe_exc_id`. */
  hasExceptionIds: boolean;
  /** orjson (`{"a":1}`, `as_table`) or json.dumps (`{"a": 1}`). */
  compactMessages: boolean;
  /** Tracebacks go to System Users only. */
  hidesTracebackFromGuests: boolean;
  /** A document refused for one of its links is called by its DocType, and not `DocType`. */
  namesRefusedDocType: boolean;
  /** A document that does not exist is refused (403) to callers without a right on its DocType. */
  refusesMissingDocuments: boolean;
  /** `frappe.client.get_count` looks at no permission. */
  countIgnoresPermissions: boolean;
  /** A child DocType listed by `parent=` shows rows of parents that the caller cannot read. */
  childRowsIgnoreParents: boolean;
  /** A child row read by its own name is open to all with a role for its parent's DocType, whichever parent it has. */
  rowsNeedRoleOnly: boolean;
  /** `frappe.client.get` gives a child row only with the DocType of its parent. */
  clientGetNeedsParent: boolean;
  /** A single document shows values above the caller's permlevel. */
  showsHiddenValuesInDocs: boolean;
  /** Which columns a role with `select` alone may read. */
  selectOnlyColumns: 'all' | 'search' | 'search and standard';
  /** `*` includes `_user_tags`, `_comments` … */
  starIncludesOptionalColumns: boolean;
  /** A field without a column (Table, virtual) among `fields` is dropped, else it ends in an SQL error. */
  dropsFieldsWithoutColumn: boolean;
  /** `frappe.client.get` leaves null out. */
  clientGetDropsNulls: boolean;
  /** The v2 document keeps null. */
  v2DocumentKeepsNulls: boolean;
  /** A created document is answered with its nulls. */
  creationAnswersNulls: boolean;
  /** Key of the rows of `search_link`. */
  searchLinkKey: 'results' | 'message';
  /** Rights in `get_doc_permissions`, after `if_owner` and `has_if_owner_enabled`. */
  rights: readonly string[];
  /** The operators of filters, in the order of the error message. */
  operators: readonly string[];
  /** `upload_file` asks for the right to write the document that the file is for. */
  uploadChecksTarget: boolean;
  /** A new File stays private if its address is on another server, and needs the right to read a private address. */
  guardsFileAddresses: boolean;
  /** The address of a File is decoded whenever it is saved, and not only at first. */
  decodesSavedAddresses: boolean;
  /** The side in pixels below which an uploaded picture is not made smaller. */
  leastPictureSide: number;
  /** Private files are sent in parts where a request asks for one. */
  sendsRanges: boolean;
  /** Columns of decimals are as long and as precise as their docfields say. */
  sizesDecimals: boolean;
  /** Status of a request line above 4094 bytes. */
  longRequestLineStatus: 400 | 414;
  /** The unknown verb of a resource is an empty success. */
  unknownVerbIsEmptySuccess: boolean;
  /** Status of the HTML page of an error. */
  htmlErrorKeepsStatus: boolean;
  /** Messages have the translation of a label for its DocType. */
  translatesLabelsInContext: boolean;
  setsUserLanguageCookie: boolean;
  setsUserImageCookie: boolean;
  /** The prefix of the UUID of a background job. */
  jobIdPrefix: string;
  deletesLanguageCookie: boolean;
  /** The home page of a System User. */
  deskHome: string;
  /** The page of the desk, which makes the session's CSRF token. */
  deskPath: string;
  /** A user who signs out is signed in as Guest at once. */
  logoutSignsInGuest: boolean;
  /** A password that was refused is said to be a user who does not exist. */
  namesRefusedLogin: string | null;
}

const OLD_RIGHTS = ['select', 'read', 'write', 'create', 'delete', 'submit', 'cancel', 'amend'];
const RIGHTS = [...OLD_RIGHTS, 'print', 'email', 'report', 'import', 'export', 'share'];
const COMPARISONS = ['=', '!=', '>', '<', '>=', '<=', 'like', 'not like', 'in', 'not in', 'is', 'between'];
const TREE = ['ancestors of', 'descendants of', 'not ancestors of', 'not descendants of'];
const OPERATORS = [...COMPARISONS, 'timespan', 'previous', 'next', ...TREE, 'descendants of (inclusive)'];

const V15: Dialect = {
  major: 15,
  frappeVersion: '15.44.2',
  frappeTitle: 'Frappe Framework',
  frappeDescription: 'Full stack web framework with Python, Javascript, MariaDB, Redis, Node',
  hasVersionedRoutes: true,
  hasNewQueryEngine: false,
  sqlErrorModule: 'pymysql.err',
  escapesNonAscii: true,
  subqueryCheck: 'both words',
  fieldAfterRefusedEscapes: true,
  missingMethods: ['frappe.desk.form.save.discard', 'frappe.translate.get_boot_translations'],
  alwaysNamesException: true,
  hasExceptionIds: true,
  compactMessages: false,
  hidesTracebackFromGuests: false,
  namesRefusedDocType: false,
  refusesMissingDocuments: false,
  countIgnoresPermissions: true,
  childRowsIgnoreParents: true,
  rowsNeedRoleOnly: true,
  clientGetNeedsParent: true,
  showsHiddenValuesInDocs: false,
  selectOnlyColumns: 'search',
  starIncludesOptionalColumns: false,
  dropsFieldsWithoutColumn: true,
  clientGetDropsNulls: false,
  v2DocumentKeepsNulls: false,
  creationAnswersNulls: false,
  searchLinkKey: 'message',
  rights: RIGHTS,
  operators: OPERATORS,
  uploadChecksTarget: false,
  guardsFileAddresses: false,
  decodesSavedAddresses: false,
  leastPictureSide: 200,
  sendsRanges: false,
  sizesDecimals: false,
  longRequestLineStatus: 400,
  unknownVerbIsEmptySuccess: false,
  htmlErrorKeepsStatus: true,
  translatesLabelsInContext: true,
  setsUserLanguageCookie: false,
  setsUserImageCookie: true,
  jobIdPrefix: 'v15.localhost::',
  deletesLanguageCookie: false,
  deskHome: '/app',
  deskPath: '/app',
  logoutSignsInGuest: true,
  namesRefusedLogin: null,
};

const V14: Dialect = {
  ...V15,
  major: 14,
  jobIdPrefix: '',
  frappeVersion: '14.81.4',
  hasVersionedRoutes: false,
  fieldAfterRefusedEscapes: false,
  alwaysNamesException: false,
  translatesLabelsInContext: false,
  hasExceptionIds: false,
  rowsNeedRoleOnly: false,
  decodesSavedAddresses: true,
  leastPictureSide: 0,
  showsHiddenValuesInDocs: true,
  selectOnlyColumns: 'all',
  starIncludesOptionalColumns: true,
  dropsFieldsWithoutColumn: false,
  creationAnswersNulls: true,
  searchLinkKey: 'results',
  rights: [...RIGHTS.slice(0, -1), 'set_user_permissions', 'share'],
  operators: [
    ...COMPARISONS,
    'descendants of',
    'ancestors of',
    'not descendants of',
    'not ancestors of',
    'timespan',
    'previous',
    'next',
  ],
  unknownVerbIsEmptySuccess: true,
  htmlErrorKeepsStatus: false,
  logoutSignsInGuest: false,
  namesRefusedLogin: 'DoesNotExistError',
};

const V16: Dialect = {
  ...V15,
  missingMethods: ['frappe.translate.get_boot_translations'],
  major: 16,
  jobIdPrefix: 'v16.localhost::',
  frappeVersion: '16.0.0-dev',
  frappeTitle: 'Framework',
  uploadChecksTarget: true,
  setsUserLanguageCookie: true,
  deletesLanguageCookie: true,
};

const V17: Dialect = {
  ...V16,
  major: 17,
  frappeVersion: '17.0.0-dev',
  frappeTitle: 'ERP',
  frappeDescription: 'ERP — inventory, orders, invoicing',
  hasNewQueryEngine: true,
  sqlErrorModule: 'MySQLdb',
  compactMessages: true,
  escapesNonAscii: false,
  fieldAfterRefusedEscapes: false,
  missingMethods: ['frappe.core.doctype.user.user.get_roles', 'frappe.client.validate_link'],
  hidesTracebackFromGuests: true,
  refusesMissingDocuments: true,
  countIgnoresPermissions: false,
  childRowsIgnoreParents: false,
  clientGetNeedsParent: false,
  selectOnlyColumns: 'search and standard',
  clientGetDropsNulls: true,
  v2DocumentKeepsNulls: true,
  operators: [...OPERATORS, 'regex'],
  guardsFileAddresses: true,
  sendsRanges: true,
  sizesDecimals: true,
  longRequestLineStatus: 414,
  setsUserImageCookie: false,
  jobIdPrefix: 'v17.localhost||',
  deskHome: 'desk',
  deskPath: '/desk',
};

/**
 * The differences of v15.101 from v15.44, as far as a site without them would be too kind.
 */
export const LATE_V15: Partial<Dialect> = {
  frappeVersion: '15.101.1',
  refusesMissingDocuments: true,
  countIgnoresPermissions: false,
  selectOnlyColumns: 'search and standard',
  namesRefusedDocType: true,
  subqueryCheck: 'whole words',
  uploadChecksTarget: true,
};

/** The dialect of each version. */
export const DIALECTS: Readonly<Record<FrappeMajor, Dialect>> = { 14: V14, 15: V15, 16: V16, 17: V17 };
