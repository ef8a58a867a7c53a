import { useSyncExternalStore } from 'react';
import type { Store } from '../src/index.ts';

/** The state of a store, followed. */
export function useStore<State>(store: Store<State>): State {
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
