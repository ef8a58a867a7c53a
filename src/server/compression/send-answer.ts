import type { ServerResponse } from 'node:http';
import { compressText, isWorthCompressing, VARY_CODING } from './compress-answer.ts';
import type { ContentCoding } from './content-coding.ts';

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
  const length = Buffer.byteLength(text);
  response.writeHead(status, { 'content-length': length, ...headers });
  // Text of ASCII alone, which has as many bytes as characters, is copied faster as Latin-1.
  response.end(text, length === text.length ? 'latin1' : 'utf8');
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
