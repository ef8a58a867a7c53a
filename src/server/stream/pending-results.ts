/**
 * The results of an operation whose results go another way: it has none itself, and signals when the operation ends.
 */
export interface PendingResults {
  readonly results: AsyncIterableIterator<never>;
  /** Ends it; with an error if the operation could not go on. */
  end(error?: unknown): void;
}

/** @param onEnd called once, when it ends from either side. */
export function createPendingResults(onEnd: () => void): PendingResults {
  const ending = Promise.withResolvers<IteratorResult<never, undefined>>();
  // An error may come before anybody waits for it.
  ending.promise.catch(() => undefined);
  const finish = once(onEnd);
  const done = { done: true, value: undefined } as const;
  let isTold = false;
  const results: AsyncIterableIterator<never> = {
    [Symbol.asyncIterator]: () => results,
    next: async () => {
      // An error is thrown once; after it the iteration ends.
      if (isTold) return done;
      try {
        return await ending.promise;
      } finally {
        isTold = true;
      }
    },
    return: () => {
      finish();
      ending.resolve(done);
      return Promise.resolve(done);
    },
  };
  return {
    results,
    end: (error) => {
      finish();
      if (error === undefined) ending.resolve(done);
      else ending.reject(error);
    },
  };
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
}
