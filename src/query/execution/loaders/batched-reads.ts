import DataLoader from 'dataloader';
import { toError } from '../../../errors.ts';
import type { ReadMany } from '../scope/request-scope.ts';

/** Gives what was read for a key. */
export type FoundValues<Key, Value> = (key: Key) => Value | Error;

/**
 * Reads the keys that are wanted in the same tick together, and each key once.
 *
 * To DataLoader, the keys that are wanted together are one: a promise for each row of a page would take longer than the
 * rest of the page.
 *
 * @param idOf says which keys are the same.
 * @param read reads a batch of different keys.
 */
export function batchedReads<Key, Value>(
  idOf: (key: Key) => string,
  read: (keys: readonly Key[]) => Promise<FoundValues<Key, Value>>,
): ReadMany<Key, Value> {
  type Batch = Promise<FoundValues<Key, Value> | Error>;
  const batches = new DataLoader<readonly Key[], FoundValues<Key, Value>>(
    async (groups) => {
      const found = await read(groups.flat());
      return groups.map(() => found);
    },
    { cache: false },
  );
  const known = new Map<string, Batch>();
  return async (keys) => {
    const ids = keys.map(idOf);
    const isNew = (id: string) => !known.has(id);
    if (ids.some(isNew)) {
      const batch: Batch = batches.load(keys.filter((_, index) => isNew(ids[index] as string))).catch(toError);
      for (const id of ids) if (isNew(id)) known.set(id, batch);
    }
    const values: (Value | Error)[] = [];
    let last: Batch | undefined;
    let found: FoundValues<Key, Value> | Error | undefined;
    for (const [index, key] of keys.entries()) {
      const batch = known.get(ids[index] as string) as Batch;
      if (batch !== last) found = await batch;
      last = batch;
      values.push(found instanceof Error ? found : (found as FoundValues<Key, Value>)(key));
    }
    return values;
  };
}
