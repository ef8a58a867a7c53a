/** A value that changes, for the bindings of frameworks: `useSyncExternalStore` of React takes it as it is. */
export interface Store<State> {
  /** The same object until the state changes. */
  readonly get: () => State;
  /** @returns a function that ends the subscription. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** A store that its owner can change. */
export interface WritableStore<State> extends Store<State> {
  readonly set: (change: Partial<State>) => void;
}

/** Creates a store of an object whose keys are replaced by `set`. */
export function createStore<State extends object>(initial: State): WritableStore<State> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (change) => {
      state = { ...state, ...change };
      for (const listener of [...listeners]) listener();
    },
  };
}
