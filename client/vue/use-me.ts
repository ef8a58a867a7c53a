import { useQueryClient } from '@tanstack/vue-query';
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
import { type ComputedRef, computed, onScopeDispose, type Ref } from 'vue';
import { useGateway } from './gateway-plugin.ts';
import { useGatewayQuery } from './use-gateway-query.ts';

/** The user who is signed in, with the ways to sign in and out. */
export interface MeResult {
  /** Null for a guest, and while it is read. */
  readonly me: ComputedRef<Me | null>;
  readonly isLoading: Readonly<Ref<boolean>>;
  readonly error: Readonly<Ref<Error | null>>;
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
  const { data, isLoading, error } = useGatewayQuery(ME, {});
  onScopeDispose(followSessionEnd(client, cache));
  const startOver = async () => {
    client.reconnect();
    await cache.resetQueries({ queryKey: [GATEWAY_KEY] });
  };
  return {
    me: computed(() => data.value?.data.me ?? null),
    isLoading,
    error,
    signIn: async (user, password) => {
      const answer = await client.mutate(LOGIN, { user, password });
      if (answer.data.login?.me) await startOver();
      return answer.data.login ?? NOTHING;
    },
    verify: async (tmpId, otp) => {
      const answer = await client.mutate(VERIFY_LOGIN, { tmpId, otp });
      if (answer.data.verifyLogin?.me) await startOver();
      return answer.data.verifyLogin ?? NOTHING;
    },
    signOut: async () => {
      await client.mutate(LOGOUT, {});
      await startOver();
    },
    signInUrl: () => client.signInUrl(location.pathname + location.search),
  };
}
