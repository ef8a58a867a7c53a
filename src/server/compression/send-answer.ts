import type { ServerResponse } from 'node:http';
import { compressText, isWorthCompressing, VARY_CODING } from './compress-answer.ts';
import type { ContentCoding } from './content-coding.ts';

/** Characters. */
const SHORT_TEXT = 16 * 1024;

/** The status and headers of an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

/**
 * Sends a whole answer, compressed if that is worth it.
 *
 * @param chooseCoding how a long text is compressed; null if it is not.
 */
export async function sendAnswer(
  response: ServerResponse,
  text: string,
  { status, headers }: AnswerHead,
  chooseCoding: () => ContentCoding | null,
): Promise<void> {
  const coding = isWorthCompressing(text) ? chooseCoding() : null;
  if (coding !== null) return sendCompressed(response, text, { status, headers }, coding);
  const body = toBody(text);
  response.writeHead(status, { 'content-length': body.length, ...headers });
  response.end(body.content, body.encoding);
}

/** A body as it is written fastest, with its length in bytes. */
interface Body {
  readonly content: string | Buffer;
  readonly encoding: BufferEncoding;
  readonly length: number;
}

/**
 * Node sends a short text in one piece with the headers before it; of a long one, it makes a copy anyway. Text of ASCII
 * alone, which has as many bytes as characters, is copied faster as Latin-1.
 */
function toBody(text: string): Body {
  if (text.length > SHORT_TEXT) {
    const content = Buffer.from(text);
    return { content, encoding: 'utf8', length: content.length };
  }
  const length = Buffer.byteLength(text);
  return { content: text, encoding: length === text.length ? 'latin1' : 'utf8', length };
}

async function sendCompressed(
  response: ServerResponse,
  text: string,
  { status, headers }: AnswerHead,
  coding: ContentCoding,
): Promise<void> {
  const vary = headers.vary === undefined ? VARY_CODING : `${headers.vary}, ${VARY_CODING}`;
  const kept = { ...headers, vary, 'content-encoding': coding };
  const compressed = await compressText(text, coding);
  if (Buffer.isBuffer(compressed)) {
    response.writeHead(status, { 'content-length': compressed.length, ...kept });
    return void response.end(compressed);
  }
  response.writeHead(status, kept);
  // A client that leaves ends the work for it.
  response.once('close', () => compressed.destroy());
  compressed.pipe(response);
}
