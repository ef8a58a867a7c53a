import { type GatewayAnswer, send } from '../gateway.ts';
import { createStore, type Store } from '../store.ts';

/** The user that the page acts as, and the version of the site. */
interface Session {
  /** Null for a guest, undefined until it is known. */
  readonly user: string | null | undefined;
  readonly fullName: string | null;
  readonly frappeVersion: string | null;
  /** Counts sign-ins and sign-outs: what depends on the user is read again. */
  readonly changes: number;
}

/** The session of the page. */
export const session: Store<Session> = createStore<Session>({
  user: undefined,
  fullName: null,
  frappeVersion: null,
  changes: 0,
});

interface WhoAmI {
  readonly me: { readonly user: string; readonly fullName: string | null } | null;
  readonly site: { readonly frappeVersion: string | null } | null;
}

/** Asks the gateway who the user is. */
export async function readSession(): Promise<void> {
  const answer = await send<WhoAmI>({ query: '{ me { user fullName } site { frappeVersion } }' }).catch(() => null);
  const me = answer?.data?.me ?? null;
  const frappeVersion = answer?.data?.site?.frappeVersion ?? session.get().frappeVersion;
  session.update({ user: me?.user ?? null, fullName: me?.fullName ?? null, frappeVersion });
}

/** The next step of signing in. */
export type SignInResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'code'; readonly tmpId: string; readonly prompt: string }
  | { readonly kind: 'failed'; readonly message: string };

interface LoginPayload {
  readonly me: { readonly user: string } | null;
  readonly verification: { readonly tmpId: string; readonly prompt: string | null } | null;
  readonly passwordReset: { readonly url: string } | null;
}

const PAYLOAD = '{ me { user } verification { tmpId prompt } passwordReset { url } }';

const LOGIN = `mutation ($user: String!, $password: String!) { payload: login(user: $user, password: $password) ${PAYLOAD} }`;

const VERIFY = `mutation ($tmpId: String!, $otp: String!) { payload: verifyLogin(tmpId: $tmpId, otp: $otp) ${PAYLOAD} }`;

/** Signs in by password; the gateway keeps the session in a cookie that no script can read. */
export function signIn(user: string, password: string): Promise<SignInResult> {
  return run(LOGIN, { user, password });
}

/** Sends the code of a second factor. */
export function verifySignIn(tmpId: string, otp: string): Promise<SignInResult> {
  return run(VERIFY, { tmpId, otp });
}

async function run(query: string, variables: Record<string, string>): Promise<SignInResult> {
  const answer = await send<{ payload: LoginPayload | null }>({ query, variables }).catch(
    ({ message }: Error): GatewayAnswer<{ payload: null }> => ({ errors: [{ message }] }),
  );
  const payload = answer.data?.payload;
  if (!payload) return { kind: 'failed', message: answer.errors?.[0]?.message ?? 'The gateway did not answer.' };
  if (payload.passwordReset) location.assign(payload.passwordReset.url);
  if (payload.verification) {
    const { tmpId, prompt } = payload.verification;
    return { kind: 'code', tmpId, prompt: prompt ?? 'Enter the code of your second factor.' };
  }
  await takeChange();
  return { kind: 'done' };
}

/** Ends the session, here and on the site. */
export async function signOut(): Promise<void> {
  await send({ query: 'mutation { logout }' }).catch(() => null);
  await takeChange();
}

async function takeChange(): Promise<void> {
  await readSession();
  session.update({ changes: session.get().changes + 1 });
}
