import type { DocPlan, ListRead, Row } from '../../plan/read-plan.ts';
import type { SortKey } from '../../plan/sort-order.ts';
import type { DocCount } from '../aggregate/count-in-time.ts';

/** A page of documents that was read. */
export interface ListPage {
  rows: readonly Row[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  /** Null if it was not asked for, or not there in time. A failed count does not take the rows with it. */
  count: DocCount | null | Error;
  /** The order in which cursors go on. */
  orderBy: readonly SortKey[];
  /** How many documents precede it, if its cursors are positions: a virtual DocType knows no order to continue in. */
  offset?: number;
}

/** A page whose documents were not counted. */
export type RowsPage = Omit<ListPage, 'count'>;

/** A plan that reads some sort columns too: cursors are made of them. */
export function withColumns(plan: DocPlan, keys: readonly SortKey[]): DocPlan {
  return { ...plan, columns: new Set([...plan.columns, ...keys.map((key) => key.fieldname)]) };
}

/**
 * Cuts a page out of the rows that were found.
 *
 * @param found the page's rows, with one more where there are more.
 */
export function toPage({ page, orderBy, doctype }: ListRead, found: readonly Row[]): RowsPage {
  const place = { orderBy, ...(doctype.isVirtual ? { offset: page.offset } : {}) };
  const hasMore = found.length > page.size;
  const isPastStart = page.position !== null || page.offset > 0;
  if (page.isBackward) {
    const rows = hasMore ? found.slice(found.length - page.size) : found;
    return { ...place, rows, hasPreviousPage: hasMore, hasNextPage: page.position !== null };
  }
  return { ...place, rows: found.slice(0, page.size), hasNextPage: hasMore, hasPreviousPage: isPastStart };
}
