import type { CallerContext } from '../../frappe/frappe-request.ts';
import { networkOf } from '../../frappe/network-of.ts';

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
