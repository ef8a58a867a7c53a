import type { RequestScope } from '../request-scope.ts';
import { openDoor } from './login.ts';

const LOGOUT = { verb: 'POST', path: '/api/method/logout', body: {}, isRead: false, endsSession: true } as const;

/**
 * Signs the caller out, on the site and in his browser.
 *
 * @returns whether he was signed in by a cookie: what stands in an `Authorization` header stays good.
 */
export async function logout(scope: RequestScope): Promise<boolean> {
  const door = openDoor(scope);
  let wasSignedIn = false;
  try {
    if (scope.caller.token.isSession) await scope.client.send(LOGOUT, scope.caller);
  } finally {
    // Whatever the site says: who signs out must not find himself signed in on this browser.
    scope.loaders.clear();
    wasSignedIn = await door.end();
  }
  return wasSignedIn;
}
