/** The keys that one caller gives to requests, so that a request that is sent again makes no second document. */
export interface KeyAccess {
  /**
   * Opens a key; nothing is asked yet.
   *
   * @param input the request as text: with the same key, another one is a mistake.
   */
  open(doctype: string, key: string, input: string): OpenKey;
}

/** A key of a caller. Its functions throw `UPSTREAM_UNAVAILABLE` if keys cannot be kept at present. */
export interface OpenKey {
  /** Begins the request, unless one with this key has begun before. */
  begin(): Promise<KeyState>;
  /** @returns those of the documents that belong to some key. */
  claimed(names: readonly string[]): Promise<ReadonlySet<string>>;
}

/** A document that a request made. */
export interface MadeDoc {
  readonly name: string;
  /** Its `creation`; null if the site has not reported it. A name can be given again once its document is deleted. */
  readonly creation: string | null;
}

/** The state of the request with a key. */
export type KeyState =
  /** This is the first one, or the first one that is carried out. */
  | { readonly kind: 'mine'; readonly attempt: KeyAttempt }
  | { readonly kind: 'done'; readonly made: readonly MadeDoc[] }
  /** The key was given to a request with another input. */
  | { readonly kind: 'otherInput' }
  | { readonly kind: 'running' }
  | { readonly kind: 'unknown'; readonly request: LostRequest };

/** A request that is carried out under a key. Its end is noted if it can be; without it, the outcome counts as unknown. */
export interface KeyAttempt {
  finish(made: readonly MadeDoc[]): Promise<void>;
  /** Nothing was stored: the key is free again. */
  forget(): Promise<void>;
  /** Whether something was stored is not known. */
  abandon(): Promise<void>;
}

/** A request whose outcome is not known: its process died, or the site gave no proper answer. */
export interface LostRequest {
  /** When the site can have carried it out, by the site's clock: milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds until the site is done with it for certain; 0 if it is. */
  readonly settlesIn: number;
  /** Notes the documents that it made. @returns false if somebody else has decided otherwise meanwhile. */
  adopt(made: readonly MadeDoc[]): Promise<boolean>;
  /** Begins again. @returns null if somebody else has decided otherwise meanwhile. */
  retry(): Promise<KeyAttempt | null>;
}
