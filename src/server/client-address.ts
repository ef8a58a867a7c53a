import { BlockList, isIP, type Socket } from 'node:net';
import { ConfigError } from '../errors.ts';

/** Checks whether an address belongs to a proxy that the operator trusts. */
export type IsTrustedProxy = (address: string) => boolean;

/**
 * @param trusted addresses and networks (`10.0.0.0/8`) of proxies in front of the gateway.
 * @throws ConfigError that names the entry which is none.
 */
export function createProxyTrust(trusted: readonly string[]): IsTrustedProxy {
  const list = new BlockList();
  for (const entry of trusted) {
    const [, address = '', prefix] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0 || Number(prefix ?? 0) > (family === 'ipv6' ? 128 : 32)) {
      throw new ConfigError(`TRUSTED_PROXIES: ${entry} is not an IP address or network.`);
    }
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

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
