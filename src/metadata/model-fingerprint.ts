import { createHash } from 'node:crypto';
import { hasCode } from '../errors.ts';
import { readRows } from '../frappe/envelope.ts';
import type { FrappeClient } from '../frappe/frappe-client.ts';
import type { FrappeFilter } from '../frappe/frappe-filter.ts';
import type { CallerContext } from '../frappe/frappe-request.ts';
import { toListRequest } from '../frappe/list-request.ts';
import { toReadMethodRequest } from '../frappe/method-request.ts';
import { METADATA_TABLES } from './metadata-tables.ts';
import type { RawRow } from './site-model.ts';
import { horizonOf } from './site-time.ts';

const WATCHED = METADATA_TABLES.filter((table) => table.isWatched);

/**
 * Count and newest `modified` of each watched table, in one short text. The count is part of it because a deleted
 * Custom Field changes nothing else. A row dated in the future does not count as the newest: it would hide all later
 * changes. Models that the site merged itself are hashed whole.
 *
 * @param horizon the latest time that is not in the future of the site.
 */
export function fingerprintOf(tables: Readonly<Record<string, readonly RawRow[]>>, horizon: string): string {
  if (tables.merged) return createHash('sha256').update(JSON.stringify(tables.merged)).digest('base64url');
  return WATCHED.map(({ doctype }) => {
    const rows = tables[doctype] ?? [];
    return entry(doctype, rows.length, newest(rows, horizon));
  }).join(' ');
}

/**
 * Asks the site for what `fingerprintOf` computes, in two small calls per watched table. (v14 knows no `max`.)
 *
 * @param timeZone the site's zone.
 */
export async function fetchFingerprint(
  client: FrappeClient,
  account: CallerContext,
  timeZone: string,
): Promise<string> {
  const entries = WATCHED.map(async ({ doctype, isOptional }) => {
    const asked = Promise.all([fetchCount(client, account, doctype), fetchNewest(client, account, doctype, timeZone)]);
    const [count, newestModified] = await asked.catch((error: unknown): [number, string] => {
      if (isOptional && hasCode(error, 'FORBIDDEN')) return [0, ''];
      throw error;
    });
    return entry(doctype, count, newestModified);
  });
  return (await Promise.all(entries)).join(' ');
}

async function fetchCount(client: FrappeClient, account: CallerContext, doctype: string): Promise<number> {
  const { body } = await client.send(toReadMethodRequest('frappe.client.get_count', { doctype }), account);
  return Number(body.message ?? 0);
}

async function fetchNewest(
  client: FrappeClient,
  account: CallerContext,
  doctype: string,
  timeZone: string,
): Promise<string> {
  const ask = async (filters: readonly FrappeFilter[]) => {
    const request = toListRequest({ doctype, fields: ['modified'], filters, orderBy: 'modified desc', limit: 1 });
    const [row] = readRows(await client.send(request, account));
    return row?.modified ? String(row.modified) : '';
  };
  const found = await ask([]);
  const horizon = horizonOf(client.clock, timeZone);
  return found > horizon ? ask([['modified', '<=', horizon]]) : found;
}

function entry(doctype: string, count: number, newestModified: string): string {
  return `${doctype}=${count}@${newestModified.replace(' ', 'T')}`;
}

function newest(rows: readonly RawRow[], horizon: string): string {
  let max = '';
  for (const row of rows) {
    const modified = String(row.modified ?? '');
    if (modified > max && modified <= horizon) max = modified;
  }
  return max;
}
