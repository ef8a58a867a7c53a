import { hasCode } from '../../errors.ts';
import type { FrappeClient } from '../../frappe/frappe-client.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { readUser } from '../../query/execution/permission/read-identity.ts';
import { keepRecent } from '../../recent-values.ts';

const MAX_CALLERS = 10_000;

/** Checks whether the site still takes a caller's credential. A guest has none to lose. */
export type CredentialCheck = (caller: CallerContext) => Promise<boolean>;

/**
 * Makes the check for connections that outlive a request. Those of one credential share its answer for some seconds. A
 * site that cannot be reached does not end connections.
 */
export function createCredentialCheck(client: FrappeClient, secondsKept: number): CredentialCheck {
  const known = keepRecent<Promise<boolean>>(MAX_CALLERS, secondsKept * 1000);
  return (caller) => {
    if (caller.token.isGuest) return Promise.resolve(true);
    const key = caller.token.fingerprint;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    // Others wait for this answer: it must not end with the one who asked first.
    const asked = isTaken(client, { ...caller, signal: undefined });
    if (secondsKept > 0) known.set(key, asked);
    return asked;
  };
}

async function isTaken(client: FrappeClient, caller: CallerContext): Promise<boolean> {
  try {
    await readUser(client, caller);
    return true;
  } catch (error) {
    return !hasCode(error, 'UNAUTHENTICATED');
  }
}
