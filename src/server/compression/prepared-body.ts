import { subtle } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type ContentCoding, createCompressor } from './content-coding.ts';

/** Bytes that are sent many times: compressed once in each way that is asked for, and named by an ETag. */
export class PreparedBody {
  readonly pieces: readonly Buffer[];
  readonly #compressed = new Map<ContentCoding, Promise<Buffer>>();
  #hash: Promise<string> | undefined;

  /** @param pieces are not copied, and must not change. */
  constructor(pieces: readonly Buffer[]) {
    this.pieces = pieces;
  }

  /** Letters and digits that no other bytes have. Made outside of the event loop. */
  hash(): Promise<string> {
    this.#hash ??= hashAll(this.pieces);
    return this.#hash;
  }

  /** Its weak ETag: the same for all codings, and in all processes. */
  async etag(): Promise<string> {
    return `W/"${await this.hash()}"`;
  }

  /** The whole body in a coding. Made when it is asked for first, outside of the event loop. */
  compressed(coding: ContentCoding): Promise<Buffer> {
    const known = this.#compressed.get(coding);
    if (known) return known;
    const size = this.pieces.reduce((sum, { length }) => sum + length, 0);
    const compressed = buffer(Readable.from(this.pieces).pipe(createCompressor(coding, 'kept', size)));
    this.#compressed.set(coding, compressed);
    // A failure is not kept.
    compressed.catch(() => this.#compressed.delete(coding));
    return compressed;
  }
}

/** Whether a client has the body with this ETag already. @param known its `If-None-Match`. */
export function isKnown(etag: string, known: string | null | undefined): boolean {
  if (!known) return false;
  return known.split(',').some((entry) => entry.trim() === etag || entry.trim() === '*');
}

async function hashAll(pieces: readonly Buffer[]): Promise<string> {
  const hashes = await Promise.all(pieces.map((piece) => subtle.digest('SHA-256', piece)));
  const whole = await subtle.digest('SHA-256', Buffer.concat(hashes.map((hash) => Buffer.from(hash))));
  return Buffer.from(whole).toString('hex').slice(0, 20);
}
