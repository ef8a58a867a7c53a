import { isIPv6 } from 'node:net';
import type { CallerContext } from '../../frappe/frappe-request.ts';

/**
 * Whose points an operation takes: those of its credential if the site has accepted that one before, otherwise those of
 * the caller's network. Made-up credentials would have points of their own each.
 */
export function keyOf(
  { token, clientAddress = '' }: CallerContext,
  isAccepted: (fingerprint: string) => boolean,
): string {
  if (token.isGuest) return `guest ${networkOf(clientAddress)}`;
  return isAccepted(token.fingerprint) ? token.fingerprint : `new ${networkOf(clientAddress)}`;
}

/** An IPv4 address, or the first 64 bits of an IPv6 address: one client usually has all that begin like that. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [left = '', right] = address.split('::');
  const groups = left === '' ? [] : left.split(':');
  const behind = right === undefined || right === '' ? [] : right.split(':');
  while (right !== undefined && groups.length + behind.length < GROUPS) groups.push('0');
  return `${[...groups, ...behind]
    .slice(0, GROUPS / 2)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

const GROUPS = 8;
