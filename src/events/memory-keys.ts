import { documentText, KEY_MS, KEYS_PER_OWNER, type KeptKey, type KeyChange } from './key-store.ts';

/** Keys of all callers. A further one takes the place of the oldest. */
const MAX_KEYS = 50_000;

/** A change of a key with the time at which its request began: milliseconds of this machine's clock. */
export interface StampedKey extends Omit<KeyChange, 'expected' | 'takesOver'> {
  readonly at: number;
}

type Entry = StampedKey & { readonly next: KeptKey };

/** The keys that a log in this process holds, oldest request first. */
export class MemoryKeys {
  readonly #entries = new Map<string, Entry>();
  readonly #byOwner = new Map<string, Set<string>>();
  /** The keys that documents belong to. */
  readonly #claims = new Map<string, string>();

  get entries(): readonly StampedKey[] {
    return [...this.#entries.values()];
  }

  get count(): number {
    return this.#entries.size;
  }

  /** @returns null if it is not kept, or for too long. */
  read(id: string, now: number): { kept: KeptKey; age: number } | null {
    const entry = this.#entries.get(id);
    return entry === undefined || now - entry.at >= KEY_MS ? null : { kept: entry.next, age: now - entry.at };
  }

  claimed(doctype: string, names: readonly string[]): ReadonlySet<string> {
    return new Set(names.filter((name) => this.#claims.has(documentText(doctype, name))));
  }

  /** The changes that may be made, the first one of each key and document; null in place of the others. */
  select(changes: readonly KeyChange[], now: number): (StampedKey | null)[] {
    const taken = new Set<string>();
    return changes.map(({ expected, takesOver, ...change }) => {
      const { id, next } = change;
      const current = this.read(id, now);
      const documents = documentsOf(next);
      const isFree = [id, ...documents].every((text) => !taken.has(text));
      const isOwn = takesOver || documents.every((text) => (this.#claims.get(text) ?? id) === id);
      if (!isFree || !isOwn || (current?.kept.attempt ?? null) !== expected) return null;
      for (const text of [id, ...documents]) taken.add(text);
      return { ...change, at: next?.state === 'begun' || current === null ? now : now - current.age };
    });
  }

  /** Keeps a change that `select` gave. */
  keep(change: StampedKey): void {
    const { id, owner, at, next } = change;
    const former = this.#entries.get(id);
    // One that is replaced keeps its place, unless its request began again.
    if (former !== undefined && (next === null || former.at !== at)) this.#remove(former);
    if (next === null) return;
    this.#entries.set(id, { ...change, next });
    const own = this.#byOwner.get(owner) ?? new Set();
    this.#byOwner.set(owner, own.add(id));
    for (const text of documentsOf(next)) this.#claims.set(text, id);
    if (own.size > KEYS_PER_OWNER) this.#removeFirst(own);
    if (this.#entries.size > MAX_KEYS) this.#removeFirst(this.#entries.keys());
  }

  /** Forgets what has been kept for long enough. */
  forget(now: number): void {
    for (const entry of this.#entries.values()) {
      if (now - entry.at < KEY_MS) return;
      this.#remove(entry);
    }
  }

  #removeFirst(ids: Iterable<string>): void {
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry !== undefined) this.#remove(entry);
      return;
    }
  }

  #remove({ id, owner, next }: Entry): void {
    this.#entries.delete(id);
    const own = this.#byOwner.get(owner);
    own?.delete(id);
    if (own?.size === 0) this.#byOwner.delete(owner);
    for (const text of documentsOf(next)) if (this.#claims.get(text) === id) this.#claims.delete(text);
  }
}

function documentsOf(kept: KeptKey | null): string[] {
  return kept === null ? [] : kept.made.map(({ name }) => documentText(kept.doctype, name));
}
