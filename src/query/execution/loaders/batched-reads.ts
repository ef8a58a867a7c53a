import DataLoader from 'dataloader';
import { toError } from '../../../errors.ts';
import type { ReadNames } from '../scope/request-scope.ts';

/** Names, and what is wanted of each of them. */
export interface Wanted<Part> {
  readonly names: readonly string[];
  readonly part: Part;
}

/** Gives what was read of a name. */
export type FoundValues<Part, Value> = (name: string, part: Part) => Value | Error;

/**
 * Reads the names that are wanted in the same tick together, and the same part of a name once.
 *
 * To DataLoader, the names that are wanted together are one key: a promise for each row of a page would take longer than
 * the rest of the page.
 *
 * @param keyOf says which parts are the same.
 * @param read reads a batch.
 */
export function batchedReads<Part, Value>(
  keyOf: (part: Part) => string,
  read: (batch: readonly Wanted<Part>[]) => Promise<FoundValues<Part, Value>>,
): ReadNames<Part, Value> {
  type Batch = Promise<FoundValues<Part, Value> | Error>;
  const batches = new DataLoader<Wanted<Part>, FoundValues<Part, Value>>(
    async (wanted) => {
      const found = await read(wanted);
      return wanted.map(() => found);
    },
    { cache: false },
  );
  const known = new Map<string, Map<string, Batch>>();
  return async (names, part) => {
    const key = keyOf(part);
    const ofPart = known.get(key) ?? new Map<string, Batch>();
    known.set(key, ofPart);
    const missing = names.filter((name) => !ofPart.has(name));
    if (missing.length > 0) {
      const batch: Batch = batches.load({ names: missing, part }).catch(toError);
      for (const name of missing) ofPart.set(name, batch);
    }
    const values: (Value | Error)[] = [];
    let batch: Batch | undefined;
    let found: FoundValues<Part, Value> | Error | undefined;
    for (const name of names) {
      const own = ofPart.get(name) as Batch;
      if (own !== batch) found = await own;
      batch = own;
      values.push(found instanceof Error ? found : (found as FoundValues<Part, Value>)(name, part));
    }
    return values;
  };
}
