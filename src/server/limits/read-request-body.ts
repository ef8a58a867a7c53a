import type { IncomingMessage, ServerResponse } from 'node:http';
import { BytePieces } from '../../byte-pieces.ts';
import { RequestRefusal } from './request-refusal.ts';

/** Counts the bytes of all bodies that a process holds. */
export class BodyBudget {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @throws RequestRefusal with 503 where the process holds too many already. */
  take(bytes: number): void {
    if (this.#bytes + bytes > this.#maxBytes) {
      throw new RequestRefusal(503, 'RATE_LIMITED', 'Too many large requests are being answered. Try again.', {
        'retry-after': '1',
      });
    }
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** How a body is read. */
export interface BodyReading {
  readonly maxBytes: number;
  /** Counts the body until its answer is sent: what was read of it lives as long. */
  readonly budget?: { readonly of: BodyBudget; readonly response: ServerResponse };
}

/**
 * Reads the whole body of a request.
 *
 * @throws RequestRefusal for a compressed body (415), and for one that is too long (413) or incomplete (400).
 */
export async function readRequestBody(request: IncomingMessage, { maxBytes, budget }: BodyReading): Promise<Buffer> {
  assertPlain(request);
  // Node holds a sender to the length that was announced.
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLong(maxBytes);
  const pieces = new BytePieces();
  budget?.response.once('close', () => budget.of.give(pieces.size));
  await readChunks(request, (chunk) => {
    if (pieces.size + chunk.length > maxBytes) throw tooLong(maxBytes);
    budget?.of.take(chunk.length);
    pieces.add(chunk);
  });
  return pieces.join();
}

/** Reads by events: an iterator over a stream takes as long as the rest of a small request. */
function readChunks(request: IncomingMessage, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      request.off('data', onData).off('end', onEnd).off('close', onBroken);
    };
    const onData = (chunk: Buffer) => {
      try {
        take(chunk);
      } catch (error) {
        request.pause();
        stop();
        reject(error);
      }
    };
    const onEnd = () => {
      stop();
      if (request.complete) resolve();
      else reject(incomplete());
    };
    const onBroken = () => {
      stop();
      reject(incomplete());
    };
    if (request.destroyed) return reject(incomplete());
    request.on('data', onData).once('end', onEnd).once('close', onBroken);
    // Without a listener, the error of a connection that breaks would end the process.
    request.once('error', () => undefined);
  });
}

/** @throws RequestRefusal with 415 for a compressed body: what it expands to is known only when it is there. */
export function assertPlain({ headers }: Pick<IncomingMessage, 'headers'>): void {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return;
  throw new RequestRefusal(415, 'BAD_USER_INPUT', 'Content-Encoding: compressed bodies are not accepted.', {
    'accept-encoding': 'identity',
    connection: 'close',
  });
}

function tooLong(maxBytes: number): RequestRefusal {
  // The rest of the body is not worth reading.
  return new RequestRefusal(413, 'BAD_USER_INPUT', `The request body is longer than ${maxBytes} bytes.`, {
    connection: 'close',
  });
}

function incomplete(): RequestRefusal {
  return new RequestRefusal(400, 'BAD_USER_INPUT', 'The request body is incomplete.', { connection: 'close' });
}
