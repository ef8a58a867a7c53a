import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Headers of which Node takes the first, and a proxy may take the last: the two would see different requests. */
const SINGLE_HEADERS: readonly string[] = ['host', 'authorization', 'content-type'];

/** Keeps browsers from taking an answer for something else than it says. */
export const NO_SNIFFING = ['X-Content-Type-Options', 'nosniff'] as const;

/** Keeps addresses of the gateway, which may hold a query or a code of OAuth, from other sites. */
export const NO_REFERRER = ['Referrer-Policy', 'no-referrer'] as const;

/** Why a request is refused for its head, as a status and a message for its sender. */
export interface HeadRefusal {
  readonly status: 400 | 501;
  readonly message: string;
}

/**
 * Refuses a request that can be understood in two ways, or whose body has a transfer coding that nobody would undo. Node
 * is to leave a missing `Host` to this.
 *
 * @returns null for a request that may go on.
 */
export function refuseHead(
  request: Pick<IncomingMessage, 'rawHeaders' | 'headers' | 'httpVersion'>,
): HeadRefusal | null {
  const ambiguity = findAmbiguity(request);
  if (ambiguity !== null) return { status: 400, message: ambiguity };
  if (CHUNKED.test(request.headers['transfer-encoding'] ?? 'chunked')) return null;
  // RFC 9112, section 6.1.
  return { status: 501, message: 'transfer-encoding: must be chunked, and nothing else.' };
}

/** The elements of a list may be empty. */
const CHUNKED = /^[\s,]*chunked[\s,]*$/i;

function findAmbiguity({
  rawHeaders,
  httpVersion,
}: Pick<IncomingMessage, 'rawHeaders' | 'httpVersion'>): string | null {
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const repeated = SINGLE_HEADERS.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (repeated !== undefined) return `${repeated}: send this header once.`;
  const host = rawHeaders[names.indexOf('host') * 2 + 1];
  if (names.includes('host')) return isHost(host ?? '') ? null : 'host: must be one host name, with or without a port.';
  return httpVersion === '1.0' ? null : 'host: a request must have this header.';
}

/** RFC 9112, section 3.2; an empty one is allowed. A comma joins two headers to one. */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+;=%-]*)(?::\d*)?$/i;

/** Addresses are made of it, so it must be one that a URL can have. */
function isHost(host: string): boolean {
  return HOST.test(host) && (host === '' || URL.canParse(`http://${host}`));
}

/** The statuses of what Node cannot read as a request (https://nodejs.org/api/http.html#event-clienterror). */
const STATUS_BY_ERROR: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Answers what Node does not take for a request as it does, with the headers that every answer has. */
export function answerClientErrors(server: Server): void {
  const current = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => current.set(socket, response));
  server.on('checkExpectation', (_request, response) => {
    response.writeHead(417, Object.fromEntries([NO_SNIFFING])).end();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Half an answer must not go on with another one.
    const response = current.get(socket);
    const isUnderWay = response?.headersSent && !response.writableFinished;
    if (socket.writable && !isUnderWay) {
      const status = STATUS_BY_ERROR[error.code ?? ''] ?? '400 Bad Request';
      socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\n${NO_SNIFFING.join(': ')}\r\n\r\n`);
    }
    socket.destroy(error);
  });
}
