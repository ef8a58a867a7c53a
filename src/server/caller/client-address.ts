import { isIP, type Socket } from 'node:net';
import type { IsTrustedProxy } from '../../trusted-proxies.ts';

/**
 * The caller's address: the socket's, or the last one in `X-Forwarded-For` that no trusted proxy set itself. Frappe
 * counts rate limits and lock-outs by it.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | null,
  isTrusted: IsTrustedProxy,
): string | undefined {
  const socket = socketAddress === undefined ? undefined : plainAddress(socketAddress);
  if (socket === undefined || forwardedFor === null || !isTrusted(socket)) return socket;
  const hops = forwardedFor.split(',').map((hop) => hop.trim());
  for (let hop = hops.pop(); hop !== undefined; hop = hops.pop()) {
    if (isIP(hop) === 0) return socket;
    if (!isTrusted(hop)) return hop;
  }
  return socket;
}

/** Whether a request came from a trusted proxy, whose word on where it was sent counts. */
export function isFromProxy({ remoteAddress }: Pick<Socket, 'remoteAddress'>, isTrusted: IsTrustedProxy): boolean {
  return isTrusted(plainAddress(remoteAddress ?? ''));
}

/** An address as others have it: sockets that take both families write IPv4 addresses as `::ffff:10.0.0.1`. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:/, '');
}
