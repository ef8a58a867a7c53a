import { UnavailableError } from './errors.ts';
import { readDocument, type TypedDocument } from './typed-document.ts';

/** The first part of every key in the cache of TanStack Query. */
export const GATEWAY_KEY = 'frappe-graphql';

/** The key of a query: of all its variables if they are left out. The name comes before the text, for dev tools. */
export type QueryKey = readonly [typeof GATEWAY_KEY, name: string | null, text: string, variables?: unknown];

/** @returns the key under which an answer is cached. */
export function toQueryKey<Variables>(document: TypedDocument<unknown, Variables>, variables?: Variables): QueryKey {
  const { operationName, query } = readDocument(document);
  return variables === undefined ? [GATEWAY_KEY, operationName, query] : [GATEWAY_KEY, operationName, query, variables];
}

const MOST_RETRIES = 2;

/** Whether a query is worth another try: for TanStack's `retry`. */
export function isWorthRetrying(failures: number, error: Error): boolean {
  return error instanceof UnavailableError && failures < MOST_RETRIES;
}

/** Milliseconds until the next try: for TanStack's `retryDelay`. */
export function retryDelayOf(failures: number, error: Error): number {
  const seconds = error instanceof UnavailableError ? error.retryAfter : null;
  return seconds === null ? 500 * 2 ** failures : seconds * 1000;
}
