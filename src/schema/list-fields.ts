import type { GraphQLResolveInfo } from 'graphql';
import { type ListRead, readList } from '../operations/read-list.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import type { Page, SchemaParts } from './builder.ts';
import { type ConnectionSelection, readConnectionSelection } from './connection-selection.ts';
import type { DocTypeEntry } from './doctype-entry.ts';
import { toFilter } from './filter-argument.ts';
import { toSortKeys } from './order-inputs.ts';
import { type PageArguments, toPageRequest } from './page-arguments.ts';
import { findType, planSelection } from './plan-selection.ts';

/** The arguments of a list, as graphql-js hands them over. */
export interface ListArguments extends PageArguments {
  filter?: Record<string, unknown> | null | undefined;
  orderBy?: readonly Record<string, unknown>[] | null | undefined;
}

/** The root field of a list. */
export function addListField(parts: SchemaParts, entry: DocTypeEntry): void {
  const connection = parts.connections.get(entry.meta.name);
  const filter = parts.filters.get(entry.meta.name);
  const order = parts.orders.get(entry.meta.name);
  if (connection === undefined || filter === undefined || order === undefined) return;
  parts.builder.queryField(entry.plural, (t) =>
    t.field({
      type: connection,
      description: `The ${entry.meta.name} documents that you may see.`,
      args: {
        filter: t.arg({ type: filter }),
        orderBy: t.arg({ type: [order] }),
        first: t.arg.int({ description: 'How many documents at most, from the start or behind `after`.' }),
        after: t.arg.string({ description: 'A cursor: the documents behind it.' }),
        last: t.arg.int({ description: 'How many documents at most, from the end or before `before`.' }),
        before: t.arg.string({ description: 'A cursor: the documents before it.' }),
        offset: t.arg.int({ description: 'How many documents to pass over, with `first`.' }),
      },
      resolve: async (_root, args, scope, info): Promise<Page> => {
        const read = toListRead(parts, scope, entry, args as ListArguments, info);
        return { ...(await readList(scope, read)), orderBy: read.orderBy };
      },
    }),
  );
}

function toListRead(
  parts: SchemaParts,
  scope: RequestScope,
  entry: DocTypeEntry,
  args: ListArguments,
  info: GraphQLResolveInfo,
): ListRead {
  const selection: ConnectionSelection = readConnectionSelection(info);
  const documentType = findType(info, entry.meta.name);
  const orderBy = toSortKeys(entry, args.orderBy ?? []);
  const page = toPageRequest(args, orderBy, scope.limits);
  return {
    doctype: entry.meta,
    plan: documentType && selection.wantsRows ? planSelection(info, documentType, selection.nodes) : null,
    filter: toFilter(parts.model, entry, args.filter),
    orderBy,
    page,
    wantsMore: page.isBackward ? selection.wantsPreviousPage : selection.wantsNextPage,
    wantsCursors: selection.wantsCursors,
    wantsTotalCount: selection.wantsTotalCount,
  };
}
