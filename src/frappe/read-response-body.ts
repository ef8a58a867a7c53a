import type { Readable } from 'node:stream';
import { GatewayError } from '../errors.ts';
import type { ResponseMemory } from './response-memory.ts';

/** The limits of bodies while they are read. */
export interface BodyLimits {
  /** Bytes of one body. */
  readonly maxBytes: number;
  readonly memory: ResponseMemory;
}

/** A body that was read, and what gives its memory back. */
export interface HeldBody {
  readonly bytes: Buffer;
  readonly release: () => void;
}

/** Bytes of a body that need no reservation: small answers never wait for, and never fail because of, large ones. */
const FREE_BYTES = 64 * 1024;

/**
 * Reads a body as a whole. Its memory is reserved as it comes, or at once if its length is announced; it is held until
 * it is released, so that whoever parses it has the room.
 *
 * @throws GatewayError `UPSTREAM_CONTRACT` for a longer body, `OVERLOADED` if there is no memory for it.
 */
export async function readResponseBody(body: Readable, announced: unknown, limits: BodyLimits): Promise<HeldBody> {
  const { maxBytes, memory } = limits;
  let held = 0;
  const release = () => {
    memory.release(held);
    held = 0;
  };
  const hold = (size: number) => {
    if (size > maxBytes) throw tooLong(maxBytes);
    const missing = size - FREE_BYTES - held;
    if (missing <= 0) return;
    memory.reserve(missing);
    held += missing;
  };
  try {
    hold(Number(announced) || 0);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      hold(size);
      chunks.push(chunk);
    }
    return { bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks), release };
  } catch (error) {
    release();
    discard(body);
    throw error;
  }
}

/** Abandons a body that nobody reads further. Without a listener, its error would end the process. */
export function discard(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}

function tooLong(maxBytes: number): GatewayError {
  return new GatewayError('UPSTREAM_CONTRACT', `The site's answer is longer than ${maxBytes} bytes.`);
}
