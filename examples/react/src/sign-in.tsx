import type { LoginResult } from 'frappe-graphql-client';
import { useMe } from 'frappe-graphql-react';
import { type FormEvent, useState } from 'react';

/** Signs in by password, with a second factor if the site asks for one, or by OAuth. */
export function SignIn() {
  const { signIn, verify, signInUrl } = useMe();
  const [verification, setVerification] = useState<LoginResult['verification']>(null);
  const [message, setMessage] = useState('');

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const given = (name: string) => String(form.get(name) ?? '');
    setMessage('');
    try {
      const result =
        verification === null
          ? await signIn(given('user'), given('password'))
          : await verify(verification.tmpId, given('otp'));
      setVerification(result.verification);
      if (result.passwordReset?.url) location.href = result.passwordReset.url;
    } catch (error) {
      setMessage((error as Error).message);
    }
  };

  return (
    <form onSubmit={submit}>
      <h1>Sign in</h1>
      {verification === null ? (
        <>
          <label>
            User <input name="user" autoComplete="username" required />
          </label>
          <label>
            Password <input name="password" type="password" autoComplete="current-password" required />
          </label>
        </>
      ) : (
        <label>
          {verification.prompt ?? 'Code'} <input name="otp" autoComplete="one-time-code" required />
        </label>
      )}
      <div className="row">
        <button type="submit">Sign in</button>
        <a href={signInUrl()}>Sign in at the site</a>
      </div>
      {message && <p role="alert">{message}</p>}
    </form>
  );
}
