import { pipeline, type Readable, type Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type ContentCoding, chooseCoding, createCompressor } from './content-coding.ts';

/** The length from which on an answer is compressed, in characters: a shorter one fits into one packet anyway. */
const MIN_LENGTH = 1024;

/** The header by which caches learn that an answer depends on what its client takes. */
export const VARY_CODING = 'Accept-Encoding';

/** Whether compressing a text is worth it. */
export function isWorthCompressing(text: string): boolean {
  return text.length > MIN_LENGTH;
}

/**
 * The length up to which a text is compressed before it is sent, in characters. A compressor holds a megabyte, and one
 * whose client reads slowly would hold it for as long.
 */
const MAX_WHOLE = 1024 * 1024;

/** Compressors at once: opening one takes a fraction of a millisecond, and it holds about a megabyte. */
const MAX_OPEN = 16;

let open = 0;

/** @returns how an answer is compressed; null if the client takes no coding, or so many are being made that it would wait. */
export function codingOfAnswer(accepted: string | null | undefined): ContentCoding | null {
  return open < MAX_OPEN ? chooseCoding(accepted) : null;
}

function openCompressor(coding: ContentCoding, size: number): Transform {
  open += 1;
  return createCompressor(coding, 'once', size).once('close', () => {
    open -= 1;
  });
}

/** Compresses a text, outside of the event loop: a long one while it is sent, so that its first bytes go early. */
export async function compressText(text: string, coding: ContentCoding): Promise<Buffer | Readable> {
  const compressor = openCompressor(coding, text.length);
  compressor.end(text);
  return text.length > MAX_WHOLE ? compressor : buffer(compressor);
}

/** Compresses the pieces of a text while they are sent. */
export function compressPieces(pieces: Readable, coding: ContentCoding): Readable {
  // An error of the pieces ends what is sent.
  return pipeline(pieces, openCompressor(coding, 0), () => undefined);
}
