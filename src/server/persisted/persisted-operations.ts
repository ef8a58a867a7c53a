import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { badUserInput, GatewayError } from '../../errors.ts';
import type { GraphqlParams, SentParams } from '../context/graphql-params.ts';
import { assertParams } from '../rules/graphql-params.ts';
import type { Manifest } from './manifest.ts';

/** How operations that clients name by an ID are found. */
export interface PersistedOptions {
  /** Whether no other operation than those of the manifest runs. */
  readonly isExclusive: boolean;
  /** Bytes of the texts that clients have sent with their hashes; 0 keeps none. */
  readonly automaticBytes: number;
}

/** About the bytes of an entry without its text. */
const ENTRY_BYTES = 300;

/** The prefix of an ID that says how it was made, by the draft of GraphQL over HTTP. */
const HASH_PREFIX = 'sha256:';

/** Finds the texts of operations that clients name by an ID: those of a manifest, and those that clients sent before. */
export class PersistedOperations {
  readonly #manifest: Manifest;
  /** If only these run. */
  readonly #allowed: ReadonlySet<string> | null;
  readonly #automatic: LRUCache<string, string> | null;

  constructor(manifest: Manifest, { isExclusive, automaticBytes }: PersistedOptions) {
    this.#manifest = manifest;
    this.#allowed = isExclusive ? new Set(manifest.values()) : null;
    this.#automatic =
      automaticBytes > 0 && !isExclusive
        ? new LRUCache({ maxSize: automaticBytes, sizeCalculation: (text) => 2 * text.length + ENTRY_BYTES })
        : null;
  }

  /**
   * Finds the text that the parameters of a request stand for.
   *
   * @param params as they were sent; of any shape.
   * @throws GatewayError `BAD_USER_INPUT`; `PERSISTED_QUERY_NOT_FOUND`, `PERSISTED_QUERY_NOT_SUPPORTED` for an ID
   * without a text; `PERSISTED_QUERY_ONLY` for a text that is not in the manifest, if no other may run.
   */
  resolve(params: unknown): GraphqlParams {
    assertParams(params);
    const id = idOf(params);
    if (id === null) {
      this.#assertAllowed(params.query);
      return params as GraphqlParams;
    }
    const { documentId: _id, ...others } = params;
    return { ...others, query: params.query ? this.#accept(id, params.query) : this.#find(id) };
  }

  #find(id: string): string {
    const hash = withoutPrefix(id);
    const text = this.#manifest.get(id) ?? this.#manifest.get(hash) ?? this.#automatic?.get(hash);
    if (text !== undefined) return text;
    // The texts by which Apollo's clients know these errors.
    if (this.#manifest.size === 0 && this.#automatic === null) {
      throw new GatewayError('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
    }
    throw new GatewayError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
  }

  /** Takes a text that comes with its ID, and keeps it if the ID is its hash. */
  #accept(id: string, text: string): string {
    this.#assertAllowed(text);
    const hash = withoutPrefix(id);
    if (this.#automatic === null || this.#manifest.get(id) === text || this.#automatic.get(hash) === text) return text;
    if (createHash('sha256').update(text).digest('hex') !== hash) {
      throw badUserInput('`query`: does not have the SHA-256 hash that was sent with it.', 'query');
    }
    this.#automatic.set(hash, text);
    return text;
  }

  #assertAllowed(text: string | null | undefined): void {
    if (typeof text !== 'string') throw badUserInput('`query`: must be the text of a GraphQL document.', 'query');
    if (this.#allowed === null || this.#allowed.has(text)) return;
    const message = '`query`: only operations that were registered in advance run here. Send the `documentId` of one.';
    throw new GatewayError('PERSISTED_QUERY_ONLY', message, { field: 'query' });
  }
}

/** @returns null if the operation is not named by an ID. */
function idOf({ documentId, extensions }: SentParams): string | null {
  if (documentId != null) return documentId;
  const hash = (extensions?.persistedQuery as { sha256Hash?: unknown } | null | undefined)?.sha256Hash;
  return typeof hash === 'string' ? hash : null;
}

function withoutPrefix(id: string): string {
  return id.startsWith(HASH_PREFIX) ? id.slice(HASH_PREFIX.length) : id;
}
