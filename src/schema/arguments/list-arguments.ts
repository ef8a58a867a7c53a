import type { ArgBuilder } from '@pothos/core';
import { badUserInput } from '../../errors.ts';
import { reverseOrder, segmentsAfter, toTotalOrder } from '../../query/execution/paging/keyset.ts';
import type { BatchLimits } from '../../query/plan/batch-limits.ts';
import { isInDocumentsOnly } from '../../query/plan/document-fields.ts';
import type { PageRequest } from '../../query/plan/page-request.ts';
import type { DocPlan, ListRead } from '../../query/plan/read-plan.ts';
import type { SortKey } from '../../query/plan/sort-order.ts';
import type { ConnectionSelection } from '../../query/planner/connection-selection.ts';
import { withDocumentFields } from '../../query/planner/plan-selection.ts';
import type { SchemaParts, SchemaTypesOf } from '../builder/builder.ts';
import type { DocTypeEntry } from '../model/doctype-entry.ts';
import type { SchemaModel } from '../model/schema-model.ts';
import { toFilter } from './filter-argument.ts';
import { toSortKeys } from './order-inputs.ts';
import { type PageArguments, toPageRequest } from './page-arguments.ts';

/** The arguments of a list, as graphql-js hands them over. */
export interface ListArguments extends PageArguments {
  filter?: Record<string, unknown> | null | undefined;
  orderBy?: readonly Record<string, unknown>[] | null | undefined;
}

/**
 * The arguments that every connection of a DocType takes. The controller of a virtual DocType
 * decides about filters and order, so its list takes neither, and its cursors are positions.
 */
export function listArguments(parts: SchemaParts, entry: DocTypeEntry, arg: ArgBuilder<SchemaTypesOf>) {
  const first = arg.int({ description: 'Maximum number of documents, from the start or after the cursor `after`.' });
  const after = arg.string({ description: 'A cursor. The page begins after it.' });
  const offset = arg.int({ description: 'Number of documents to skip. Works with `first`.' });
  if (entry.meta.isVirtual) return { first, after, offset };
  const filter = parts.filters.get(entry.meta.name);
  const order = parts.orders.get(entry.meta.name);
  return {
    ...(filter ? { filter: arg({ type: filter, description: 'The documents to select.' }) } : {}),
    ...(order ? { orderBy: arg({ type: [order], description: 'The sort order. Ties are broken by `name`.' }) } : {}),
    first,
    after,
    last: arg.int({ description: 'Maximum number of documents, from the end or before the cursor `before`.' }),
    before: arg.string({ description: 'A cursor. The page ends before it.' }),
    offset,
  };
}

/**
 * Turns the arguments of a list and what is asked of it into plain data.
 *
 * @param plan plans the selection of the connection's documents.
 * @throws GatewayError `BAD_USER_INPUT` that names the argument.
 */
export function toListRead(
  model: SchemaModel,
  limits: BatchLimits,
  entry: DocTypeEntry,
  args: ListArguments,
  selection: ConnectionSelection,
  plan: () => DocPlan,
): ListRead {
  const orderBy = toSortKeys(model, entry, args.orderBy ?? []);
  const page = toPageRequest(args, orderBy, limits, entry.meta.isVirtual);
  assertCanContinue(entry, orderBy, page);
  return {
    doctype: entry.meta,
    plan: selection.needsRows ? withCursorFields(entry, plan(), selection, orderBy) : null,
    filter: toFilter(model, entry, args.filter),
    orderBy,
    page,
    needsMore: page.isBackward ? selection.needsPreviousPage : selection.needsNextPage,
    needsCursors: selection.needsCursors,
    count: selection.count,
  };
}

/** Cursors are made of the values that documents are sorted by. */
function withCursorFields(
  { meta }: DocTypeEntry,
  plan: DocPlan,
  { needsCursors }: ConnectionSelection,
  orderBy: readonly SortKey[],
): DocPlan {
  const keys = needsCursors ? orderBy.filter(({ fieldname }) => isInDocumentsOnly(meta, fieldname)) : [];
  return keys.length > 0
    ? withDocumentFields(
        plan,
        keys.map(({ fieldname }) => fieldname),
      )
    : plan;
}

/** Lists return different values for documents without a value and with an empty one. */
function assertCanContinue(entry: DocTypeEntry, orderBy: readonly SortKey[], page: PageRequest): void {
  if (page.position === null) return;
  const order = toTotalOrder(orderBy);
  const segments = segmentsAfter(entry.meta, page.isBackward ? reverseOrder(order) : order, page.position);
  const unknown = segments
    .flatMap((segment) => segment.nullColumns)
    .find((column) => isInDocumentsOnly(entry.meta, column));
  if (unknown === undefined) return;
  const name = entry.fields.find(({ docfield }) => docfield.fieldname === unknown)?.name ?? unknown;
  const argument = page.isBackward ? 'before' : 'after';
  throw badUserInput(
    `${argument} cannot continue from this cursor: lists of this site leave out ${name}, which orderBy names. Use offset.`,
    argument,
  );
}
