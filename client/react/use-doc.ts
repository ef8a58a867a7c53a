import type { UseQueryResult } from '@tanstack/react-query';
import { type Answer, type GatewayError, type RootOf, rootOf, type TypedDocument } from 'frappe-graphql-client';
import { type ReadOptions, useGatewayQuery } from './use-gateway-query.ts';

/** A document, and the query that reads it. */
export interface DocResult<Data> {
  /** The document; null while it is read, and if it does not exist. */
  readonly doc: RootOf<Data> | null;
  /** Why parts of it are null. */
  readonly errors: readonly GatewayError[];
  readonly isLoading: boolean;
  /** Why there is nothing. */
  readonly error: Error | null;
  readonly query: UseQueryResult<Answer<Data>>;
}

/** Reads one document, by a query whose first root field it is. */
export function useDoc<Data, Variables>(
  document: TypedDocument<Data, Variables>,
  variables: Variables,
  options?: ReadOptions,
): DocResult<Data> {
  const query = useGatewayQuery(document, variables, options);
  return {
    doc: rootOf(document, query.data?.data),
    errors: query.data?.errors ?? [],
    isLoading: query.isLoading,
    error: query.error,
    query,
  };
}
