import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { badUserInput } from '../../errors.ts';

/** A request as its transport (HTTP, WebSocket) presents it. */
export interface IncomingRequest {
  method: string;
  /** The value of a header by its name in lower case, or null. */
  header(name: string): string | null;
  socket: Pick<Socket, 'remoteAddress'>;
  signal: AbortSignal | undefined;
  /** Sends a cookie along with the answer. Absent if the transport has already sent its response. */
  setCookie?: ((cookie: string) => void) | undefined;
}

/**
 * The request that opened a socket. Browsers cannot set headers on it, so what the client says as it connects stands
 * for them: `authorization` and `accept-language`, by themselves or under `headers`. Its `header` throws GatewayError
 * `BAD_USER_INPUT` if one of these is not text, because the caller would pass for a guest.
 */
export function toSocketRequest({ request, params }: SocketHandshake): IncomingRequest {
  const opened = toIncomingRequest(request, undefined);
  const given = new Map<string, unknown>();
  for (const source of [params.headers, params]) {
    for (const [name, value] of Object.entries(source ?? {})) {
      if (value !== undefined && value !== null) given.set(name.toLowerCase(), value);
    }
  }
  const header = (name: string) => {
    const said = SAID_BY_CLIENTS.includes(name) ? given.get(name) : undefined;
    if (said === undefined) return opened.header(name);
    if (typeof said !== 'string') throw badUserInput(`${name}: must be text.`, name);
    return said;
  };
  return { ...opened, header };
}

interface SocketHandshake {
  readonly request: IncomingMessage;
  readonly params: Readonly<Record<string, unknown>>;
}

/** All else, such as the origin of a page, only the browser may say. */
const SAID_BY_CLIENTS = ['authorization', 'accept-language'];

/** A request as Node has it. */
export function toIncomingRequest(
  { method = 'GET', headers, socket }: IncomingMessage,
  signal: AbortSignal | undefined,
  setCookie?: (cookie: string) => void,
): IncomingRequest {
  const header = (name: string) => (headers[name] === undefined ? null : String(headers[name]));
  return { method, header, socket, signal, setCookie };
}
