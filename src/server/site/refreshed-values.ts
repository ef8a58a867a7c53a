import { keepRecent } from '../../recent-values.ts';

/** Reads the value of a key, which is kept for some time. */
export type RefreshedValues<Value> = (key: string) => Promise<Value>;

/** How values are kept. */
export interface KeepOptions {
  /** Values at most. */
  max: number;
  /** Seconds after which a value is read again; 0 reads it each time. */
  seconds: number;
  /** Called if a value could not be read again. The old one stays in use. */
  onError: (error: unknown) => void;
}

/**
 * Keeps values that are expensive to read and seldom change. Only the first who ask for a value wait for it: an old one
 * is returned while a new one is read.
 */
export function createRefreshedValues<Value>(
  load: (key: string) => Promise<Value>,
  { max, seconds, onError }: KeepOptions,
): RefreshedValues<Value> {
  const known = keepRecent<{ value: Value; readAt: number }>(max);
  const running = new Map<string, Promise<Value>>();
  const read = (key: string): Promise<Value> => {
    const begun = running.get(key);
    if (begun !== undefined) return begun;
    const reading = load(key)
      .then((value) => {
        known.set(key, { value, readAt: performance.now() });
        return value;
      })
      .finally(() => running.delete(key));
    running.set(key, reading);
    return reading;
  };
  return async (key) => {
    const kept = seconds > 0 ? known.get(key) : undefined;
    if (kept === undefined) return read(key);
    if (performance.now() - kept.readAt > seconds * 1000) read(key).catch(onError);
    return kept.value;
  };
}
