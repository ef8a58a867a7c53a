import type { UseQueryReturnType } from '@tanstack/vue-query';
import { type Answer, type GatewayError, type RootOf, rootOf, type TypedDocument } from 'frappe-graphql-client';
import { type ComputedRef, computed, type MaybeRefOrGetter, type Ref } from 'vue';
import { type ReadOptions, useGatewayQuery } from './use-gateway-query.ts';

/** A document, and the query that reads it. */
export interface DocResult<Data> {
  /** The document; null while it is read, and if it does not exist. */
  readonly doc: ComputedRef<RootOf<Data> | null>;
  /** Why parts of it are null. */
  readonly errors: ComputedRef<readonly GatewayError[]>;
  readonly isLoading: Readonly<Ref<boolean>>;
  /** Why there is nothing. */
  readonly error: Readonly<Ref<Error | null>>;
  readonly query: UseQueryReturnType<Answer<Data>, Error>;
}

/** Reads one document, by a query whose first root field it is. */
export function useDoc<Data, Variables>(
  document: TypedDocument<Data, Variables>,
  variables: MaybeRefOrGetter<Variables>,
  options?: ReadOptions,
): DocResult<Data> {
  const query = useGatewayQuery(document, variables, options);
  return {
    doc: computed(() => rootOf(document, query.data.value?.data)),
    errors: computed(() => query.data.value?.errors ?? []),
    isLoading: query.isLoading,
    error: query.error,
    query,
  };
}
