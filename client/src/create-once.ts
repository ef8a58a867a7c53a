import type { Answer, GatewayClient, RequestOptions } from './client.ts';
import { ConflictError, GatewayError, UnavailableError } from './errors.ts';
import type { TypedDocument } from './typed-document.ts';

/** Variables of a mutation `create…` that takes a key. */
export interface KeyedVariables {
  readonly idempotencyKey?: string | null | undefined;
}

/** How a create is sent. */
export interface CreateOnceOptions extends RequestOptions {
  /** Default: a new key. Give the same one to repeat a create of before, such as one that was kept while offline. */
  readonly key?: string;
  /** Milliseconds after which the last error is thrown. Default: 60,000. */
  readonly giveUpAfter?: number;
}

const GIVE_UP_AFTER = 60_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;

/** @returns a key for one document. */
export function newKey(): string {
  // `crypto.randomUUID` is not available to pages without https.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Creates a document, once: as long as nobody knows whether it was created, the same mutation is sent again with the
 * same key. The operation passes its variable `$idempotencyKey` on to the argument of that name.
 *
 * @throws GatewayError if the create was refused; the last error if no answer came in time.
 */
export async function createOnce<Data, Variables extends KeyedVariables>(
  client: GatewayClient,
  document: TypedDocument<Data, Variables>,
  variables: Omit<Variables, keyof KeyedVariables>,
  { key = newKey(), giveUpAfter = GIVE_UP_AFTER, ...request }: CreateOnceOptions = {},
): Promise<Answer<Data>> {
  const deadline = Date.now() + giveUpAfter;
  for (let tries = 0; ; tries++) {
    try {
      return await client.mutate(document, { ...variables, idempotencyKey: key } as unknown as Variables, request);
    } catch (error) {
      if (!isUnsettled(error)) throw error;
      const own = Math.min(FIRST_DELAY * 2 ** tries, LONGEST_DELAY);
      const delay = error.retryAfter === null ? own : Math.max(FIRST_DELAY, error.retryAfter * 1000);
      if (Date.now() + delay > deadline) throw error;
      await wait(delay, request.signal);
    }
  }
}

/** Whether a create can be sent again with its key, and nobody knows yet how it ends. */
export function isUnsettled(error: unknown): error is GatewayError {
  if (!(error instanceof GatewayError)) return false;
  // A conflict without a time to wait for is for people to decide: its message names documents that may be the one.
  const isUnknown = error.isOutcomeUnknown && !(error instanceof ConflictError);
  return error instanceof UnavailableError || isUnknown || error.retryAfter !== null;
}

function wait(delay: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = () => reject(signal?.reason);
  const timer = setTimeout(resolve, delay);
  signal?.addEventListener('abort', abort, { once: true });
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  });
}
