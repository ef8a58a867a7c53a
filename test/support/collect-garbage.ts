import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects all garbage of this process, so that the heap holds what is in use alone. */
export function collectGarbage(): void {
  collect ??= findCollector();
  collect();
}

let collect: (() => void) | undefined;

/** Contexts that are made after the flag is set have the function. */
function findCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
