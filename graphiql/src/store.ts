import { useSyncExternalStore } from 'react';

/** A value that components follow. */
export interface Store<Value> {
  get(): Value;
  set(value: Value): void;
  /** Replaces some properties. */
  update(changes: Partial<Value>): void;
  subscribe(listen: () => void): () => void;
}

/** Creates a store. */
export function createStore<Value extends object>(initial: Value): Store<Value> {
  const listeners = new Set<() => void>();
  let current = initial;
  const set = (value: Value) => {
    current = value;
    for (const listen of listeners) listen();
  };
  return {
    get: () => current,
    set,
    update: (changes) => set({ ...current, ...changes }),
    subscribe: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
  };
}

/** The value of a store, in a component. */
export function useStore<Value>({ subscribe, get }: Store<Value>): Value {
  return useSyncExternalStore(subscribe, get);
}
