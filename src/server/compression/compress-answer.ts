import { pipeline, type Readable } from 'node:stream';
import { type ContentCoding, createCompressor } from './content-coding.ts';

/** The length from which on an answer is compressed, in characters: a shorter one fits into one packet anyway. */
const MIN_LENGTH = 1024;

/** The header by which caches learn that an answer depends on what its client takes. */
export const VARY_CODING = 'Accept-Encoding';

/** Whether compressing a text is worth it. */
export function isWorthCompressing(text: string): boolean {
  return text.length > MIN_LENGTH;
}

/** Compresses a text while it is sent: its first bytes go before the last ones are compressed. */
export function compressText(text: string, coding: ContentCoding): Readable {
  const compressor = createCompressor(coding, 'once', text.length);
  compressor.end(text);
  return compressor;
}

/** Compresses the pieces of a text while they are sent. */
export function compressPieces(pieces: Readable, coding: ContentCoding): Readable {
  // An error of the pieces ends what is sent.
  return pipeline(pieces, createCompressor(coding, 'once', 0), () => undefined);
}
