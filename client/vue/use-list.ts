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
import { type ComputedRef, computed, type MaybeRefOrGetter, type Ref, toValue } from 'vue';
import { type ReadOptions, useGatewayQuery } from './use-gateway-query.ts';
import { useStore } from './use-store.ts';

/** A page of a list, with what leads to others. */
export interface ListResult<Data, Variables>
  extends Pick<
    ListPaging<VariableOf<Variables, 'filter'>, VariableOf<Variables, 'orderBy'>>,
    'setFilter' | 'setOrderBy' | 'setFirst' | 'previous'
  > {
  readonly rows: ComputedRef<readonly NodeOf<Data>[]>;
  /** Of all pages; null if the query does not select it. */
  readonly totalCount: ComputedRef<number | null>;
  /** From 1 on. */
  readonly page: ComputedRef<number>;
  readonly hasNext: ComputedRef<boolean>;
  readonly hasPrevious: ComputedRef<boolean>;
  /** Shows the next page; without one, nothing happens. */
  readonly next: () => void;
  readonly variables: ComputedRef<ListVariables>;
  /** Why parts of it are null. */
  readonly errors: ComputedRef<readonly GatewayError[]>;
  readonly isLoading: Readonly<Ref<boolean>>;
  /** Whether a page is being read, while the last one is shown. */
  readonly isFetching: Readonly<Ref<boolean>>;
  readonly error: Readonly<Ref<Error | null>>;
}

/** How a list begins, and the variables of its query that are neither page nor filter. */
export type UseListOptions<Variables> = ListOptions<VariableOf<Variables, 'filter'>, VariableOf<Variables, 'orderBy'>> &
  ReadOptions & { readonly variables?: MaybeRefOrGetter<Omit<Variables, keyof ListVariables>> };

/**
 * Reads a list page by page, by a query with the variables `first`, `after`, and if they are to be changed `filter` and
 * `orderBy`. It selects `nodes` and `pageInfo { endCursor hasNextPage }`.
 */
export function useList<Data, Variables>(
  document: TypedDocument<Data, Variables>,
  options: UseListOptions<Variables> = {},
): ListResult<Data, Variables> {
  const paging = createListPaging(options);
  const state = useStore(paging);
  const all = computed(() => ({ ...toValue(options.variables), ...state.value.variables }) as Variables);
  const query = useGatewayQuery(document, all, { keepPrevious: true, ...options });
  const shown = computed(() => readPage(document, query.data.value?.data));
  return {
    rows: computed(() => shown.value.rows),
    totalCount: computed(() => shown.value.totalCount),
    page: computed(() => state.value.page),
    variables: computed(() => state.value.variables),
    hasNext: computed(() => shown.value.endCursor !== null),
    hasPrevious: computed(() => state.value.page > 1),
    next: () => {
      // The cursor of a page that is not there yet would lead from another one.
      const { endCursor } = shown.value;
      if (endCursor !== null && !query.isPlaceholderData.value) paging.next(endCursor);
    },
    previous: paging.previous,
    setFilter: paging.setFilter,
    setOrderBy: paging.setOrderBy,
    setFirst: paging.setFirst,
    errors: computed(() => query.data.value?.errors ?? []),
    isLoading: query.isLoading,
    isFetching: query.isFetching,
    error: query.error,
  };
}
