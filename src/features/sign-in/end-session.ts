import type { RequestScope } from '../../query/execution/scope/request-scope.ts';

const LOGOUT = { verb: 'POST', path: '/api/method/logout', body: {}, isRead: false, endsSession: true } as const;

/** Ends the caller's session on the site; who came without one has none to end. */
export async function endSession({ client, caller }: RequestScope): Promise<void> {
  if (caller.token.isSession) await client.send(LOGOUT, { ...caller, onSessionKept: undefined });
}
