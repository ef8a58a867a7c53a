import { GatewayError } from '../errors.ts';
import { readRows } from '../frappe/envelope.ts';
import type { FrappeFilter } from '../frappe/frappe-filter.ts';
import { type ListQuery, toListRequest } from '../frappe/list-request.ts';
import type { EventSite } from './event-site.ts';
import { type CommentedNames, readRenameComment } from './rename-comment.ts';

/** The part of a list that is wanted. */
interface RecordsPage {
  readonly bounds: readonly FrappeFilter[];
  readonly isNewestFirst: boolean;
  readonly limit: number;
}

type SiteRecord = Readonly<Record<string, unknown>>;

/** Reads comments of type Edit on documents of some DocTypes, by `creation`: renames leave no other trace. */
export function readEdits(site: EventSite, doctypes: readonly string[], page: RecordsPage): Promise<SiteRecord[]> {
  return readPage(site, page, 'creation', {
    doctype: 'Comment',
    fields: ['name', 'creation', 'reference_doctype', 'reference_name', 'content'],
    filters: [
      ['comment_type', '=', 'Edit'],
      ['reference_doctype', 'in', doctypes],
    ],
  });
}

/** Reads the names in such a comment; null if it is about something else. */
export function toRename({ content, reference_name: name }: SiteRecord): CommentedNames | null {
  return readRenameComment(String(content ?? ''), String(name));
}

/** Reads the shares of documents of some DocTypes with a user or with everybody, by `modified`. */
export function readShares(
  site: EventSite,
  user: string,
  doctypes: readonly string[],
  page: RecordsPage,
): Promise<SiteRecord[]> {
  return readPage(site, page, 'modified', {
    doctype: 'DocShare',
    fields: ['name', 'modified', 'share_doctype', 'share_name'],
    filters: [
      ['share_doctype', 'in', doctypes],
      ['read', '=', 1],
    ],
    orFilters: [
      ['user', '=', user],
      ['everyone', '=', 1],
    ],
  });
}

function readPage(
  site: EventSite,
  { bounds, isNewestFirst, limit }: RecordsPage,
  column: 'creation' | 'modified',
  query: Pick<ListQuery, 'doctype' | 'fields' | 'filters' | 'orFilters'>,
): Promise<SiteRecord[]> {
  const direction = isNewestFirst ? 'desc' : 'asc';
  const filters = [...(query.filters ?? []), ...bounds];
  return readAll(site, { ...query, filters, orderBy: `${column} ${direction}, name ${direction}`, limit });
}

/**
 * Reads a list with the service account. A refusal of the account is not one of the caller: its message would name the
 * account.
 */
export async function readAll(site: EventSite, query: ListQuery): Promise<SiteRecord[]> {
  try {
    return readRows(await site.client.send(toListRequest(query), site.account));
  } catch (error) {
    const isRefusal = error instanceof GatewayError && ['FORBIDDEN', 'UNAUTHENTICATED'].includes(error.code);
    if (!isRefusal) throw error;
    const message = `The gateway's account is not allowed to read ${query.doctype}, which following changes needs.`;
    throw new GatewayError('UPSTREAM_ERROR', message, {}, error);
  }
}
