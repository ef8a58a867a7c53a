import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** What a door (HTTP, WebSocket) knows of a request. */
export interface IncomingRequest {
  method: string;
  /** The value of a header by its name in lower case, or null. */
  header(name: string): string | null;
  socket: Pick<Socket, 'remoteAddress'>;
  signal: AbortSignal | undefined;
  /** Sends a cookie along with the answer. Absent where a door has no more answer to put it on. */
  setCookie?: ((cookie: string) => void) | undefined;
}

/** A request as Node has it. */
export function toIncomingRequest(
  { method = 'GET', headers, socket }: IncomingMessage,
  signal: AbortSignal | undefined,
  setCookie?: (cookie: string) => void,
): IncomingRequest {
  const header = (name: string) => (headers[name] === undefined ? null : String(headers[name]));
  return { method, header, socket, signal, setCookie };
}
