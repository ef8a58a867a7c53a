import type { RequestScope } from '../request-scope.ts';
import { openDoor } from './login.ts';

/**
 * Ends the caller's session, on the site and in his browser.
 *
 * @returns whether there was one: an API key or a bearer token is none, and stays good.
 */
export async function logout(scope: RequestScope): Promise<boolean> {
  const door = openDoor(scope);
  if (!scope.caller.token.isSession) return false;
  try {
    await scope.client.send(
      { verb: 'POST', path: '/api/method/logout', body: {}, isRead: false, endsSession: true },
      scope.caller,
    );
  } finally {
    // Whatever the site says: who signs out must not find himself signed in on this browser.
    door.end();
    scope.loaders.clear();
  }
  return true;
}
