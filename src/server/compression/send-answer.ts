import type { ServerResponse } from 'node:http';
import { compressWhole, isWorthCompressing, VARY_CODING } from './compress-answer.ts';
import type { ContentCoding } from './content-coding.ts';

/** The status and headers of an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

/**
 * Sends a whole answer, compressed if that is worth it.
 *
 * @param body UTF-8.
 * @param chooseCoding how a long answer is compressed; null if it is not.
 */
export async function sendAnswer(
  response: ServerResponse,
  body: Buffer,
  { status, headers }: AnswerHead,
  chooseCoding: () => ContentCoding | null,
): Promise<void> {
  const coding = isWorthCompressing(body) ? chooseCoding() : null;
  if (coding !== null) return sendCompressed(response, body, { status, headers }, coding);
  response.writeHead(status, { 'content-length': body.length, ...headers });
  response.end(body);
}

async function sendCompressed(
  response: ServerResponse,
  body: Buffer,
  { status, headers }: AnswerHead,
  coding: ContentCoding,
): Promise<void> {
  const vary = headers.vary === undefined ? VARY_CODING : `${headers.vary}, ${VARY_CODING}`;
  const kept = { ...headers, vary, 'content-encoding': coding };
  const compressed = await compressWhole(body, coding);
  if (Buffer.isBuffer(compressed)) {
    response.writeHead(status, { 'content-length': compressed.length, ...kept });
    return void response.end(compressed);
  }
  response.writeHead(status, kept);
  // A client that leaves ends the work for it.
  response.once('close', () => compressed.destroy());
  compressed.pipe(response);
}
