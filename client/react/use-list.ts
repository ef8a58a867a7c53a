import {
  createListPaging,
  type GatewayError,
  type ListOptions,
  type ListPaging,
  type ListVariables,
  type NodeOf,
  readPage,
  type TypedDocument,
  type VariableOf,
} from 'frappe-graphql-client';
import { useState } from 'react';
import { type ReadOptions, useGatewayQuery } from './use-gateway-query.ts';
import { useStore } from './use-store.ts';

/** A page of a list, with what leads to others. */
export interface ListResult<Data, Variables>
  extends Pick<
    ListPaging<VariableOf<Variables, 'filter'>, VariableOf<Variables, 'orderBy'>>,
    'setFilter' | 'setOrderBy' | 'setFirst' | 'previous'
  > {
  readonly rows: readonly NodeOf<Data>[];
  /** Of all pages; null if the query does not select it. */
  readonly totalCount: number | null;
  /** From 1 on. */
  readonly page: number;
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  /** Shows the next page; without one, nothing happens. */
  readonly next: () => void;
  readonly variables: ListVariables;
  /** Why parts of it are null. */
  readonly errors: readonly GatewayError[];
  readonly isLoading: boolean;
  /** Whether a page is being read, while the last one is shown. */
  readonly isFetching: boolean;
  readonly error: Error | null;
}

/** How a list begins, and the variables of its query that are neither page nor filter. */
export type UseListOptions<Variables> = ListOptions<VariableOf<Variables, 'filter'>, VariableOf<Variables, 'orderBy'>> &
  ReadOptions & { readonly variables?: Omit<Variables, keyof ListVariables> };

/**
 * Reads a list page by page, by a query with the variables `first`, `after`, and if they are to be changed `filter` and
 * `orderBy`. It selects `nodes` and `pageInfo { endCursor hasNextPage }`.
 */
export function useList<Data, Variables>(
  document: TypedDocument<Data, Variables>,
  options: UseListOptions<Variables> = {},
): ListResult<Data, Variables> {
  const [paging] = useState(() => createListPaging(options));
  const { variables, page } = useStore(paging);
  const all = { ...options.variables, ...variables } as Variables;
  const query = useGatewayQuery(document, all, { keepPrevious: true, ...options });
  const { rows, totalCount, endCursor } = readPage(document, query.data?.data);
  return {
    rows,
    totalCount,
    page,
    variables,
    hasNext: endCursor !== null,
    hasPrevious: page > 1,
    next: () => {
      // The cursor of a page that is not there yet would lead from another one.
      if (endCursor !== null && !query.isPlaceholderData) paging.next(endCursor);
    },
    previous: paging.previous,
    setFilter: paging.setFilter,
    setOrderBy: paging.setOrderBy,
    setFirst: paging.setFirst,
    errors: query.data?.errors ?? [],
    isLoading: query.isLoading,
    isFetching: query.isFetching,
    error: query.error,
  };
}
