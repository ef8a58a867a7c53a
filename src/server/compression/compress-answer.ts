import { pipeline, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type ContentCoding, createCompressor } from './content-coding.ts';

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

/** Compresses a text, outside of the event loop: a long one while it is sent, so that its first bytes go early. */
export async function compressText(text: string, coding: ContentCoding): Promise<Buffer | Readable> {
  const compressor = createCompressor(coding, 'once', text.length);
  compressor.end(text);
  return text.length > MAX_WHOLE ? compressor : buffer(compressor);
}

/** Compresses the pieces of a text while they are sent. */
export function compressPieces(pieces: Readable, coding: ContentCoding): Readable {
  // An error of the pieces ends what is sent.
  return pipeline(pieces, createCompressor(coding, 'once', 0), () => undefined);
}
