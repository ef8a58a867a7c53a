import type { Store } from 'frappe-graphql-client';
import { useSyncExternalStore } from 'react';

/** The state of a store, followed. */
export function useStore<State>(store: Store<State>): State {
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
