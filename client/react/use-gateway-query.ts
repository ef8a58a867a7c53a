import {
  keepPreviousData,
  type QueryClient,
  queryOptions,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
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
import { useGateway } from './gateway-context.ts';

/** Options of the hooks that read. */
export interface ReadOptions {
  /** Whether to read yet. Default: true. */
  readonly enabled?: boolean;
  /** Whether to show the last answer while one with other variables is read. Default: false. */
  readonly keepPrevious?: boolean;
  /** Milliseconds for which an answer counts as fresh. Default: that of the QueryClient. */
  readonly staleTime?: number;
}

/** TanStack's options of a query, for `useSuspenseQuery`, `prefetchQuery` and the like. */
export function gatewayQueryOptions<Data, Variables>(
  client: GatewayClient,
  document: TypedDocument<Data, Variables>,
  variables: Variables,
) {
  return queryOptions({
    queryKey: toQueryKey(document, variables),
    queryFn: ({ signal }): Promise<Answer<Data>> => client.query(document, variables, { signal }),
    retry: isWorthRetrying,
    retryDelay: retryDelayOf,
  });
}

/** Reads by a typed query. The answer has the errors of parts that are null; `error` is set if there is nothing. */
export function useGatewayQuery<Data, Variables>(
  document: TypedDocument<Data, Variables>,
  variables: Variables,
  { enabled = true, keepPrevious = false, staleTime }: ReadOptions = {},
): UseQueryResult<Answer<Data>> {
  const client = useGateway();
  return useQuery({
    ...gatewayQueryOptions(client, document, variables),
    enabled,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...(staleTime === undefined ? {} : { staleTime }),
  });
}

/** Writes by a typed mutation. Afterwards, what is shown is read again. */
export function useGatewayMutation<Data, Variables>(
  document: TypedDocument<Data, Variables>,
  options: RequestOptions = {},
): UseMutationResult<Answer<Data>, Error, Variables> {
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
