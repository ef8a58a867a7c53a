import { type FormEvent, useEffect, useRef, useState } from 'react';
import { settings } from '../settings.ts';
import { createStore, type Store, useStore } from '../store.ts';
import { type SignInResult, signIn, verifySignIn } from './session.ts';

interface SignInDialogState {
  readonly isOpen: boolean;
  /** Called once the user has signed in. */
  readonly afterwards: (() => void) | null;
}

/** The dialog for signing in. */
const dialog: Store<SignInDialogState> = createStore<SignInDialogState>({ isOpen: false, afterwards: null });

/** Opens it. @param afterwards called once the user has signed in. */
export function openSignIn(afterwards: (() => void) | null = null): void {
  dialog.set({ isOpen: true, afterwards });
}

/** Signing in by password, with a second factor, or on the site. A refused password leaves the user's name. */
export function SignInDialog() {
  const { isOpen, afterwards } = useStore(dialog);
  const element = useRef<HTMLDialogElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [code, setCode] = useState<{ readonly tmpId: string; readonly prompt: string } | null>(null);
  const [message, setMessage] = useState('');
  const [isBusy, setBusy] = useState(false);

  useEffect(() => {
    if (isOpen) element.current?.showModal();
    else element.current?.close();
  }, [isOpen]);

  const close = () => {
    setCode(null);
    setMessage('');
    if (password.current) password.current.value = '';
    dialog.set({ isOpen: false, afterwards: null });
  };
  const take = (result: SignInResult) => {
    if (result.kind === 'failed') {
      setMessage(result.message);
      if (password.current) password.current.value = '';
      password.current?.focus();
    } else if (result.kind === 'code') {
      setMessage('');
      setCode(result);
    } else {
      close();
      afterwards?.();
    }
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? '');
    setBusy(true);
    const result = code ? await verifySignIn(code.tmpId, text('otp')) : await signIn(text('user'), text('password'));
    setBusy(false);
    take(result);
  };

  const returnTo = encodeURIComponent(location.pathname);
  return (
    <dialog ref={element} className="sign-in" aria-labelledby="sign-in-title" onClose={close}>
      <h2 id="sign-in-title">Sign in</h2>
      <form id={code ? 'sign-in-code' : 'sign-in-form'} onSubmit={submit}>
        {code ? (
          <label>
            {code.prompt}
            <input key="otp" name="otp" autoComplete="one-time-code" inputMode="numeric" required />
          </label>
        ) : (
          <>
            <label>
              User
              <input name="user" autoComplete="username" required />
            </label>
            <label>
              Password
              <input ref={password} name="password" type="password" autoComplete="current-password" required />
            </label>
          </>
        )}
        <p id="sign-in-message" role="alert">
          {message}
        </p>
        <div className="actions">
          <button type="button" className="quiet" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="primary" disabled={isBusy}>
            {code ? 'Verify' : 'Sign in'}
          </button>
        </div>
      </form>
      {settings.hasOAuth && (
        <p className="or">
          <a id="sign-in-oauth" href={`auth/login?return_to=${returnTo}`}>
            Sign in on the site
          </a>
        </p>
      )}
      <p className="hint">For an API key or a bearer token, use Headers below the operation. They are not stored.</p>
    </dialog>
  );
}
