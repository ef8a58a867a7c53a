import { BlockList, isIP } from 'node:net';
import { ConfigError } from './errors.ts';

/** Checks whether an address belongs to a proxy that the operator trusts. */
export type IsTrustedProxy = (address: string) => boolean;

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
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
