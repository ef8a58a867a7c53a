import { readRows } from '../frappe/envelope.ts';
import type { FrappeClient } from '../frappe/frappe-client.ts';
import type { CallerContext } from '../frappe/frappe-request.ts';
import { toListRequest } from '../frappe/list-request.ts';
import { fetchDocTypeMeta, fetchMergedDocTypes } from './fetch-doctype-meta.ts';
import { fetchSiteInfo } from './fetch-site-info.ts';
import { METADATA_TABLES, type MetadataTable } from './metadata-tables.ts';
import { fingerprintOf } from './model-fingerprint.ts';
import type { RawRow, RawSiteModel } from './site-model.ts';
import { horizonOf } from './site-time.ts';

/** The docfields of a site with ERPNext are 15 MB. */
const MAX_TABLE_BYTES = 256 * 1024 * 1024;

/** The site to read a model from, and the account to read it with. */
export interface FetchModelOptions {
  client: FrappeClient;
  /** The service account. */
  account: CallerContext;
  /** The DocTypes to read one by one, for an account that cannot read the metadata tables. */
  namedDocTypes: readonly string[];
}

/**
 * Reads the whole model of a site: in about ten bulk calls as System Manager, else in one call per DocType.
 *
 * @throws GatewayError of the first call that failed.
 */
export async function fetchSiteModel(options: FetchModelOptions): Promise<RawSiteModel> {
  const { client, account } = options;
  const known = await fetchKnownColumns(client, account);
  const [info, tables] = await Promise.all([fetchSiteInfo(client, account), fetchTables(client, account, known)]);
  const horizon = horizonOf(client.clock, info.timeZone);
  if (tables !== null) return { info, tables, merged: null, fingerprint: fingerprintOf(tables, horizon) };
  const merged = await fetchMergedDocTypes(client, account, options.namedDocTypes);
  return { info, tables: {}, merged, fingerprint: fingerprintOf({ merged }, horizon) };
}

/** The columns that this site's version of the metadata DocTypes has, by DocType. */
async function fetchKnownColumns(client: FrappeClient, account: CallerContext): Promise<Map<string, Set<string>>> {
  const asked = ['DocType', 'Custom Field', 'Custom DocPerm'];
  const docs = await Promise.all(asked.map((doctype) => fetchDocTypeMeta(client, account, doctype)));
  return new Map(docs.flat().map((doc) => [String(doc.name), toColumns(doc)]));
}

function toColumns(doc: RawRow): Set<string> {
  const docfields = Array.isArray(doc.fields) ? (doc.fields as RawRow[]) : [];
  const standard = ['name', 'parent', 'idx', 'modified'];
  return new Set([...standard, ...docfields.map((row) => String(row.fieldname))]);
}

/** @returns null if the account cannot read them. */
async function fetchTables(
  client: FrappeClient,
  account: CallerContext,
  known: Map<string, Set<string>>,
): Promise<Record<string, RawRow[]> | null> {
  const read = async (table: MetadataTable) => {
    const columns = known.get(table.doctype);
    const fields = columns ? table.columns.filter((column) => columns.has(column)) : table.columns;
    const { doctype, parent, orderBy } = table;
    const query = { doctype, fields, orderBy, limit: 0, ...(parent ? { parent } : {}) };
    const request = { ...toListRequest(query), maxBytes: MAX_TABLE_BYTES };
    const answer = await client.send(request, account).catch((error: unknown) => {
      if (table.isOptional && isForbidden(error)) return null;
      throw error;
    });
    return [doctype, answer === null ? [] : readRows(answer)] as const;
  };
  try {
    // Its child tables come later: if the site changes in between, the fingerprint is that of before, and the next look
    // reads all of it again.
    const [ofDocTypes, ...others] = METADATA_TABLES;
    const [, DocType] = await read(ofDocTypes);
    const [entries, seen] = await Promise.all([Promise.all(others.map(read)), fetchDocTypesWithSeen(client, account)]);
    const tables = Object.fromEntries(entries) as Record<string, RawRow[]>;
    return { DocType: DocType.map((row) => (seen.has(String(row.name)) ? { ...row, track_seen: 1 } : row)), ...tables };
  } catch (error) {
    if (isForbidden(error)) return null;
    throw error;
  }
}

/** Asked by a filter: up to v16, lists leave out `track_seen` itself, as its name contains that of a column. */
async function fetchDocTypesWithSeen(client: FrappeClient, account: CallerContext): Promise<ReadonlySet<string>> {
  const filters = [['track_seen', '=', 1]] as const;
  const query = { doctype: 'DocType', fields: ['name'], filters, orderBy: 'name asc', limit: 0 };
  return new Set(readRows(await client.send(toListRequest(query), account)).map((row) => String(row.name)));
}

function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'FORBIDDEN';
}
