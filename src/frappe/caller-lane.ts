import type { CallerContext } from './frappe-request.ts';
import { networkOf } from './network-of.ts';

/** The key by which callers take turns: their credential, or the network of a guest. */
export function laneOf({ token, clientAddress = '', lane }: CallerContext): string {
  return lane ?? (token.isGuest ? `guest ${networkOf(clientAddress)}` : token.fingerprint);
}

/**
 * The service account while it asks something for a caller: such calls take the caller's turns and end with the caller.
 */
export function onBehalfOf(account: CallerContext, caller: CallerContext): CallerContext {
  const { signal, observers, trace, operation } = caller;
  return { ...account, signal, observers, trace, operation, lane: laneOf(caller) };
}

/** Whether the gateway asks for itself, as when it reads the site's model: it causes no more calls than it needs. */
export function isOwn({ operation, clientAddress }: CallerContext): boolean {
  return operation === undefined && clientAddress === undefined;
}
