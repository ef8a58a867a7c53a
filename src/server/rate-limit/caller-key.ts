import { laneOf } from '../../frappe/caller-lane.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { networkOf } from '../../frappe/network-of.ts';

/**
 * Whose points an operation takes: those of its credential if the site has accepted that one before, otherwise those of
 * the caller's network. Made-up credentials would have points of their own each.
 */
export function keyOf(caller: CallerContext, isAccepted: (fingerprint: string) => boolean): string {
  const { token, clientAddress = '' } = caller;
  return token.isGuest || isAccepted(token.fingerprint) ? laneOf(caller) : `new ${networkOf(clientAddress)}`;
}
