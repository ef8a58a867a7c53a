import type { Store } from 'frappe-graphql-client';
import { getCurrentScope, onScopeDispose, type ShallowRef, shallowRef } from 'vue';

/** The state of a store, followed as long as the component is there. */
export function useStore<State>(store: Store<State>): Readonly<ShallowRef<State>> {
  const state = shallowRef(store.get());
  const stop = store.subscribe(() => {
    state.value = store.get();
  });
  if (getCurrentScope()) onScopeDispose(stop);
  return state;
}
