import type { RequestScope } from '../request-scope.ts';
import { endSession } from './end-session.ts';
import { browserSessionOf } from './login.ts';

/**
 * Signs the caller out, on the site and in his browser.
 *
 * @returns whether he was signed in by a cookie: what stands in an `Authorization` header stays good.
 */
export async function logout(scope: RequestScope): Promise<boolean> {
  const browser = browserSessionOf(scope);
  let wasSignedIn = false;
  try {
    await endSession(scope);
  } finally {
    // Whatever the site says: who signs out must not find himself signed in on this browser.
    scope.loaders.clear();
    wasSignedIn = await browser.end();
  }
  return wasSignedIn;
}
