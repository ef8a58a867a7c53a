import { type LinkOption, SEARCH_LINK, type SearchLinkVariables } from 'frappe-graphql-client';
import { useEffect, useState } from 'react';
import { useGatewayQuery } from './use-gateway-query.ts';

/** How a link is searched. */
export interface SearchLinkOptions extends Partial<Omit<SearchLinkVariables, 'doctype' | 'text'>> {
  /** Whether to search yet, such as while the list is open. Default: true. */
  readonly enabled?: boolean;
  /** Milliseconds to wait for more typing. Default: 200. */
  readonly delay?: number;
}

/** The documents found, while more is typed. */
export interface SearchLinkResult {
  readonly options: readonly LinkOption[];
  readonly isSearching: boolean;
  readonly error: Error | null;
}

/** Documents that a link can lead to, for a typed text: by name, title and search fields, as the site's own forms. */
export function useSearchLink(
  doctype: string,
  text: string,
  { enabled = true, delay = 200, referenceDoctype = null, filters = null, first = null }: SearchLinkOptions = {},
): SearchLinkResult {
  const settled = useSettled(text, delay);
  const variables = { doctype, text: settled, referenceDoctype, filters, first };
  const { data, isFetching, error } = useGatewayQuery(SEARCH_LINK, variables, { enabled, keepPrevious: true });
  return { options: data?.data.searchLink ?? [], isSearching: isFetching || settled !== text, error };
}

function useSettled(text: string, delay: number): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), delay);
    return () => clearTimeout(timer);
  }, [text, delay]);
  return settled;
}
