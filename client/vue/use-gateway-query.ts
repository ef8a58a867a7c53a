import {
  keepPreviousData,
  type QueryClient,
  queryOptions,
  type UseMutationReturnType,
  type UseQueryReturnType,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/vue-query';
import {
  type Answer,
  GATEWAY_KEY,
  type GatewayClient,
  isWorthRetrying,
  type RequestOptions,
  retryDelayOf,
  type TypedDocument,
  toQueryKey,
} from 'frappe-graphql-client';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { useGateway } from './gateway-plugin.ts';

/** Options of the composables that read. */
export interface ReadOptions {
  /** Whether to read yet. Default: true. */
  readonly enabled?: MaybeRefOrGetter<boolean>;
  /** Whether to show the last answer while one with other variables is read. Default: false. */
  readonly keepPrevious?: boolean;
  /** Milliseconds for which an answer counts as fresh. Default: that of the QueryClient. */
  readonly staleTime?: number;
}

/** TanStack's options of a query, for `prefetchQuery` and the like. */
export function gatewayQueryOptions<Data, Variables>(
  client: GatewayClient,
  document: TypedDocument<Data, Variables>,
  variables: Variables,
) {
  return queryOptions({
    queryKey: toQueryKey(document, variables),
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<Answer<Data>> =>
      client.query(document, variables, { signal }),
    retry: isWorthRetrying,
    retryDelay: retryDelayOf,
  });
}

/** Reads by a typed query. The answer has the errors of parts that are null; `error` is set if there is nothing. */
export function useGatewayQuery<Data, Variables>(
  document: TypedDocument<Data, Variables>,
  variables: MaybeRefOrGetter<Variables>,
  { enabled = true, keepPrevious = false, staleTime }: ReadOptions = {},
): UseQueryReturnType<Answer<Data>, Error> {
  const client = useGateway();
  const given = computed(() => toValue(variables));
  return useQuery({
    queryKey: computed(() => toQueryKey(document, given.value)),
    queryFn: ({ signal }): Promise<Answer<Data>> => client.query(document, given.value, { signal }),
    retry: isWorthRetrying,
    retryDelay: retryDelayOf,
    enabled: computed(() => toValue(enabled)),
    // Answers are replaced, and never changed in place.
    shallow: true,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...(staleTime === undefined ? {} : { staleTime }),
  }) as UseQueryReturnType<Answer<Data>, Error>;
}

/** Writes by a typed mutation. Afterwards, what is shown is read again. */
export function useGatewayMutation<Data, Variables>(
  document: TypedDocument<Data, Variables>,
  options: RequestOptions = {},
): UseMutationReturnType<Answer<Data>, Error, Variables, unknown> {
  const client = useGateway();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (variables: Variables) => client.mutate(document, variables, options),
    onSuccess: () => refreshAll(cache),
  });
}

/** Reads again what is shown, and marks the rest as stale. */
export function refreshAll(cache: QueryClient): Promise<void> {
  return cache.invalidateQueries({ queryKey: [GATEWAY_KEY] });
}
