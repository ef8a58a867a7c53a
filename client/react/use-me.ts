import { useQueryClient } from '@tanstack/react-query';
import {
  followSessionEnd,
  GATEWAY_KEY,
  LOGIN,
  LOGOUT,
  type LoginResult,
  ME,
  type Me,
  VERIFY_LOGIN,
} from 'frappe-graphql-client';
import { useCallback, useEffect } from 'react';
import { useGateway } from './gateway-context.ts';
import { useGatewayQuery } from './use-gateway-query.ts';

/** The user who is signed in, with the ways to sign in and out. */
export interface MeResult {
  /** Null for a guest, and while it is read. */
  readonly me: Me | null;
  readonly isLoading: boolean;
  readonly error: Error | null;
  /**
   * Signs in with a password.
   *
   * @returns the user; if `me` is null, the next step: a second factor, or another password.
   * @throws GatewayError for a wrong password, with the site's message.
   */
  readonly signIn: (user: string, password: string) => Promise<LoginResult>;
  /** Answers the second factor that `signIn` asked for. */
  readonly verify: (tmpId: string, otp: string) => Promise<LoginResult>;
  readonly signOut: () => Promise<void>;
  /** The address at which signing in by OAuth begins; it comes back to this page. */
  readonly signInUrl: () => string;
}

const NOTHING: LoginResult = { me: null, verification: null, passwordReset: null };

/** The user who is signed in; null as soon as a session ends. After signing in or out, everything is read again. */
export function useMe(): MeResult {
  const client = useGateway();
  const cache = useQueryClient();
  const query = useGatewayQuery(ME, {});
  useEffect(() => followSessionEnd(client, cache), [client, cache]);
  const startOver = useCallback(async () => {
    client.reconnect();
    await cache.resetQueries({ queryKey: [GATEWAY_KEY] });
  }, [client, cache]);
  const signIn = useCallback(
    async (user: string, password: string) => {
      const { data } = await client.mutate(LOGIN, { user, password });
      if (data.login?.me) await startOver();
      return data.login ?? NOTHING;
    },
    [client, startOver],
  );
  const verify = useCallback(
    async (tmpId: string, otp: string) => {
      const { data } = await client.mutate(VERIFY_LOGIN, { tmpId, otp });
      if (data.verifyLogin?.me) await startOver();
      return data.verifyLogin ?? NOTHING;
    },
    [client, startOver],
  );
  const signOut = useCallback(async () => {
    await client.mutate(LOGOUT, {});
    await startOver();
  }, [client, startOver]);
  const signInUrl = useCallback(() => client.signInUrl(location.pathname + location.search), [client]);
  const { isLoading, error } = query;
  return { me: query.data?.data.me ?? null, isLoading, error, signIn, verify, signOut, signInUrl };
}
