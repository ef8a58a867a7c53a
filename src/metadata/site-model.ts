import type { DocTypeCatalog } from './doctype-meta.ts';

/** A row of a metadata table, as the site sent it. */
export type RawRow = Readonly<Record<string, unknown>>;

/** The capabilities of the site, found by trying them. */
export interface SiteCapabilities {
  /** `/api/v2` exists. */
  v2: boolean;
  /** `/api/v2/document` lists take nested and/or conditions. */
  nestedFilters: boolean;
  /** A list call can bring the rows of child tables along: `fields: ["name", {"items": ["qty"]}]`. */
  nestedChildRows: boolean;
  /** Aggregates are objects (`{"COUNT": "*", "as": "n"}`) and no longer strings (`count(name) as n`). */
  dictAggregates: boolean;
  /**
   * Lists return minimum and maximum; v14 lets only count, sum and avg into their fields (frappe/desk/reportview.py).
   */
  extremes: boolean;
  /**
   * Lists return a column even if its name contains that of an optional column which the table lacks. Up to v16, they
   * leave it out (frappe/model/db_query.py, `set_optional_columns`).
   */
  listsEveryColumn: boolean;
  /** Lists are sorted and grouped by columns of any name; up to v16, names of some characters are refused. */
  ordersByAnyName: boolean;
  /** An order can hold names with `select` and `from` in them. v14, v15 (to 15.56) and 16-dev take it for a sub-query. */
  ordersByAnyWord: boolean;
  /** Callers can ask for their own roles: up to v16 (frappe/core/doctype/user/user.py, `get_roles`). */
  tellsRoles: boolean;
  /** `/api/v2/discovery` lists whitelisted methods. */
  discovery: boolean;
  /** Drafts can be discarded: they are then as if cancelled. */
  discard: boolean;
}

/** The settings that the site reports of itself. */
export interface SiteInfo {
  /** Frappe's version, such as `15.44.2`. */
  frappeVersion: string;
  apps: readonly { name: string; title: string; version: string }[];
  /** The zone of all Datetime values, such as `Asia/Kolkata`. */
  timeZone: string;
  capabilities: SiteCapabilities;
}

/** Everything read at start, as plain JSON: what a snapshot on disk holds. */
export interface RawSiteModel {
  info: SiteInfo;
  /** Rows by metadata DocType (`DocType`, `DocField`, `Custom Field`, …), or DocTypes that the site merged itself. */
  tables: Readonly<Record<string, readonly RawRow[]>>;
  /** The responses of `getdoctype`, if the account is not allowed to read the tables. */
  merged: readonly RawRow[] | null;
  /** Count and newest change of each table: equal fingerprints mean an unchanged model. */
  fingerprint: string;
}

/** The model that a schema is built from. */
export interface SiteModel {
  readonly info: SiteInfo;
  readonly doctypes: DocTypeCatalog;
}
