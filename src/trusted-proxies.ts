import { BlockList, isIP } from 'node:net';
import { ConfigError } from './errors.ts';

/** Checks whether an address belongs to a proxy that the operator trusts. */
export type IsTrustedProxy = (address: string) => boolean;

/** The IPv6 addresses that stand for IPv4 ones: `::ffff:10.0.0.1` (RFC 4291, 2.5.5.2). */
const IPV4_BITS = 96;
const IPV4_MAPPED = new BlockList();
IPV4_MAPPED.addSubnet('::ffff:0:0', IPV4_BITS, 'ipv6');

/**
 * @param trusted addresses and networks (`10.0.0.0/8`) of proxies in front of the gateway.
 * @throws ConfigError that names the entry which is none.
 */
export function createProxyTrust(trusted: readonly string[]): IsTrustedProxy {
  if (trusted.length === 0) return () => false;
  const list = new BlockList();
  for (const entry of trusted) {
    const [, address = '', prefix] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0 || Number(prefix ?? 0) > (family === 'ipv6' ? 128 : 32)) {
      throw new ConfigError(`TRUSTED_PROXIES: ${entry} is not an IP address or network.`);
    }
    assertNarrow(entry, address, prefix === undefined ? undefined : Number(prefix));
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** @throws ConfigError for an IPv4 address in IPv6 whose prefix counts as if it were IPv4: everybody would be trusted. */
function assertNarrow(entry: string, address: string, prefix = IPV4_BITS): void {
  if (isIP(address) !== 6 || prefix >= IPV4_BITS || !IPV4_MAPPED.check(address, 'ipv6')) return;
  const problem = 'contains all IPv4 addresses. Write the network as IPv4: 10.0.0.0/8.';
  throw new ConfigError(`TRUSTED_PROXIES: ${entry} ${problem}`);
}
