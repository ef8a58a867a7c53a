import { type LinkOption, SEARCH_LINK, type SearchLinkVariables } from 'frappe-graphql-client';
import { type ComputedRef, computed, type MaybeRefOrGetter, type Ref, ref, toValue, watch } from 'vue';
import { useGatewayQuery } from './use-gateway-query.ts';

/** How a link is searched. */
export interface SearchLinkOptions extends Partial<Omit<SearchLinkVariables, 'doctype' | 'text'>> {
  /** Whether to search yet, such as while the list is open. Default: true. */
  readonly enabled?: MaybeRefOrGetter<boolean>;
  /** Milliseconds to wait for more typing. Default: 200. */
  readonly delay?: number;
}

/** The documents found, while more is typed. */
export interface SearchLinkResult {
  readonly options: ComputedRef<readonly LinkOption[]>;
  readonly isSearching: ComputedRef<boolean>;
  readonly error: Readonly<Ref<Error | null>>;
}

/** Documents that a link can lead to, for a typed text: by name, title and search fields, as the site's own forms. */
export function useSearchLink(
  doctype: MaybeRefOrGetter<string>,
  text: MaybeRefOrGetter<string>,
  { enabled = true, delay = 200, referenceDoctype = null, filters = null, first = null }: SearchLinkOptions = {},
): SearchLinkResult {
  const settled = ref(toValue(text));
  watch(
    () => toValue(text),
    (typed, _, onCleanup) => {
      const timer = setTimeout(() => {
        settled.value = typed;
      }, delay);
      onCleanup(() => clearTimeout(timer));
    },
  );
  const variables = () => ({ doctype: toValue(doctype), text: settled.value, referenceDoctype, filters, first });
  const query = useGatewayQuery(SEARCH_LINK, variables, { enabled, keepPrevious: true });
  return {
    options: computed(() => query.data.value?.data.searchLink ?? []),
    isSearching: computed(() => query.isFetching.value || settled.value !== toValue(text)),
    error: query.error,
  };
}
