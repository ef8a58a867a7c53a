import { connect, type Socket } from 'node:net';

/** Requests to repeat: one for each connection, in turn. */
export interface LoadTarget {
  port: number;
  connections: number;
  requests: readonly Buffer[];
  /** Bytes of the right answer's body: an answer of another length fails the run. */
  bodyBytes: number;
}

export interface LoadResult {
  operations: number;
  seconds: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

/** A request as it goes over the wire. */
export interface WireRequest {
  method: string;
  path: string;
  authorization: string;
  body?: string | undefined;
}

/** Writes a request out once, so that sending it again costs nothing. */
export function toWire({ method, path, authorization, body }: WireRequest): Buffer {
  const head = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', `Authorization: ${authorization}`];
  head.push('Accept: application/json');
  if (body !== undefined) head.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body ?? ''}`);
}

/**
 * Sends requests for some seconds, each connection its next one as soon as it has the answer to the last. Plain sockets
 * instead of an HTTP client, because the load shares the machine's cores with what it measures.
 *
 * @throws Error when an answer has not status 200 or not the expected length.
 */
export async function runLoad(target: LoadTarget, seconds: number): Promise<LoadResult> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  const deadline = startedAt + seconds * 1000;
  const connections = Array.from({ length: target.connections }, (_, index) => {
    const request = target.requests[index % target.requests.length];
    if (request === undefined) throw new Error('Expected at least one request.');
    return runConnection(target, request, deadline, latencies);
  });
  await Promise.all(connections);
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return {
    operations: latencies.length,
    seconds: (performance.now() - startedAt) / 1000,
    p50: at(0.5),
    p99: at(0.99),
  };
}

function runConnection(target: LoadTarget, request: Buffer, deadline: number, latencies: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(target.port, '127.0.0.1');
    let sentAt = performance.now();
    const send = () => {
      sentAt = performance.now();
      socket.write(request);
    };
    readAnswers(socket, (answer) => {
      const now = performance.now();
      latencies.push(now - sentAt);
      const problem = problemOf(answer, target.bodyBytes);
      if (problem !== null) socket.destroy(new Error(problem));
      else if (now < deadline) send();
      else socket.end();
    });
    socket.setNoDelay(true).once('connect', send).once('error', reject);
    socket.once('close', () => (performance.now() < deadline ? reject(new Error('Connection closed')) : resolve()));
  });
}

interface Answer {
  status: number;
  bodyBytes: number;
}

function problemOf(answer: Answer, bodyBytes: number): string | null {
  if (answer.status !== 200) return `Expected status 200 under load, got ${answer.status}.`;
  if (answer.bodyBytes === bodyBytes) return null;
  return `Expected an answer of ${bodyBytes} bytes under load, got ${answer.bodyBytes}.`;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** Finds the ends of the answers in what the socket receives; one request is under way at a time. */
function readAnswers(socket: Socket, onAnswer: (answer: Answer) => void): void {
  let chunks: Buffer[] = [];
  let received = 0;
  let needed = 0;
  let head: Head | null = null;
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    received += chunk.length;
    if (received < needed) return;
    const bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    chunks = [bytes];
    head ??= readHead(bytes);
    if (head === null) return;
    const bodyBytes = head.length ?? chunkedLength(bytes, head.end);
    if (bodyBytes === null) return;
    needed = head.length === null ? 0 : head.end + bodyBytes;
    if (received < needed) return;
    const { status } = head;
    chunks = [];
    received = needed = 0;
    head = null;
    onAnswer({ status, bodyBytes });
  });
}

interface Head {
  status: number;
  /** The offset of the body. */
  end: number;
  /** null for a body sent in chunks. */
  length: number | null;
}

function readHead(bytes: Buffer): Head | null {
  const at = bytes.indexOf(HEAD_END);
  if (at === -1) return null;
  const text = bytes.toString('latin1', 0, at);
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  return { status: Number(text.slice(9, 12)), end: at + HEAD_END.length, length: length ? Number(length) : null };
}

/** @returns the length of a whole chunked body, or null while it is not complete. */
function chunkedLength(bytes: Buffer, start: number): number | null {
  let total = 0;
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (Number.isNaN(size) || next > bytes.length) return null;
    if (size === 0) return total;
    total += size;
    at = next;
  }
}
