/** A document that a request made. */
export interface MadeDoc {
  readonly name: string;
  /** Its `creation`; null if the site has not reported it. A name can be given again once its document is deleted. */
  readonly creation: string | null;
}

/** A key that a caller gave to a request that makes documents, and what is known of that request. */
export interface KeptKey {
  /** Names the attempt that wrote it last, after the process: `<process>.<number>`. */
  readonly attempt: string;
  /** Begun: the attempt runs, or its process died. Unknown: it ended, and whether it made documents is not known. */
  readonly state: 'begun' | 'unknown' | 'done';
  /** A hash of the input. */
  readonly input: string;
  /** When the request began, by the site's clock: milliseconds since 1970. */
  readonly since: number;
  /** Milliseconds from then until the operation of the attempt is over for certain. */
  readonly lasts: number;
  readonly doctype: string;
  /** Empty unless it is done. */
  readonly made: readonly MadeDoc[];
}

/** A key to be kept in place of what is kept. */
export interface KeyChange {
  /** A hash of the caller and the key. */
  readonly id: string;
  /** A hash of the caller. */
  readonly owner: string;
  /** The attempt that is kept at present; null if none is. */
  readonly expected: string | null;
  /** Null forgets the key. One that is begun is kept for a whole day from now on. */
  readonly next: KeptKey | null;
  /** Whether its documents are taken from other keys, which had documents of the same names before. */
  readonly takesOver: boolean;
}

/**
 * Keeps keys for a day, next to the events of a site: what must be known when a request is sent again, after a crash
 * of this process, too.
 */
export interface KeyStore {
  /** The name of this process, for attempts. */
  readonly self: string;
  /** @returns a key and the milliseconds since its request began; null if it is not kept. */
  read(id: string): Promise<{ readonly kept: KeptKey; readonly age: number } | null>;
  /**
   * Replaces a key in one step. Resolves when the change is safe from a crash.
   *
   * @returns whether it was replaced: not if another attempt is kept, or if one of the documents belongs to another
   * key and is not taken over.
   * @throws Error if it cannot be kept at present.
   */
  replace(change: KeyChange): Promise<boolean>;
  /** @returns those of the documents that belong to a key. */
  claimed(doctype: string, names: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether a process runs, as far as it can be known. */
  isAlive(process: string): Promise<boolean>;
}

/** How long a key is kept. */
export const KEY_MS = 86_400_000;

/** Keys of one caller. A further one takes the place of the oldest. */
export const KEYS_PER_OWNER = 10_000;

/** The text by which a document is known among those that belong to keys. */
export function documentText(doctype: string, name: string): string {
  return JSON.stringify([doctype, name]);
}
