import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { endSession } from './end-session.ts';
import { browserSessionOf } from './login.ts';

/**
 * Signs the caller out, on the site and in the browser.
 *
 * @returns whether they were signed in by a cookie: an `Authorization` header stays valid.
 */
export async function logout(scope: RequestScope): Promise<boolean> {
  const browser = browserSessionOf(scope);
  let wasSignedIn = false;
  try {
    await endSession(scope);
  } finally {
    // Regardless of the site's response, a user who signs out must be signed out on this browser.
    scope.loaders.clear();
    wasSignedIn = await browser.end();
  }
  return wasSignedIn;
}
