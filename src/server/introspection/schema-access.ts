import type { Config } from '../../config.ts';
import { GatewayError } from '../../errors.ts';
import type { FrappeClient } from '../../frappe/frappe-client.ts';
import { readUser } from '../../query/execution/permission/read-identity.ts';
import type { AssertMayAsk } from './introspection-plugin.ts';

const SIGN_IN_FOR_SCHEMA = 'The schema is shown to callers who are signed in. Send a credential of the site.';

/** The rule of `INTROSPECTION`: whom the schema is shown to. */
export function createSchemaAccess(
  { introspection }: Pick<Config, 'introspection'>,
  client: FrappeClient,
): AssertMayAsk {
  return async (caller) => {
    if (introspection === 'on') return;
    if (introspection === 'off') throw new GatewayError('FORBIDDEN', 'The schema is not shown.');
    if (caller.token.isGuest) throw new GatewayError('UNAUTHENTICATED', SIGN_IN_FOR_SCHEMA);
    // A credential counts once the site has accepted it.
    await readUser(client, caller);
  };
}
