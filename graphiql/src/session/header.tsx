import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useState } from 'react';
import { Icon, type IconName, Mark } from '../layout/icons.tsx';
import { isPhone } from '../layout/view.ts';
import { settings, shortName } from '../settings.ts';
import { useStore } from '../store.ts';
import { session, signIn, signOut } from './session.ts';
import { openSignIn } from './sign-in-dialog.tsx';
import { site } from './site.ts';

/** The site, the user, and what belongs to the whole page. */
export function Header() {
  const { frappeVersion } = useStore(session);
  const { name } = useStore(site);
  return (
    <header className="top">
      <h1>
        <Mark />
        <span>Frappe GraphQL</span>
      </h1>
      <p className="site">
        {name && <span className="site-name">{name}</span>}
        {frappeVersion && (
          <span className="version" title={`Frappe ${frappeVersion}`}>
            <span>Frappe </span>
            {frappeVersion}
          </span>
        )}
      </p>
      <ThemeButton />
      {settings.demoUsers.length > 0 && <ViewAs />}
      <UserButton />
    </header>
  );
}

const GUEST = '';

/** Changes between the users of the demo, by signing in as one of them. */
function ViewAs() {
  const { user } = useStore(session);
  const [isBusy, setBusy] = useState(false);
  const change = async (name: string) => {
    const chosen = settings.demoUsers.find((each) => each.user === name);
    setBusy(true);
    if (chosen) await signIn(chosen.user, chosen.password);
    else await signOut();
    setBusy(false);
  };
  const isOther = user != null && !settings.demoUsers.some((each) => each.user === user);
  return (
    <label className="view-as">
      <span>View as</span>
      <select
        value={user ?? GUEST}
        disabled={isBusy || user === undefined}
        onChange={({ target }) => void change(target.value)}
      >
        <option value={GUEST}>Guest</option>
        {isOther && <option value={user}>{user}</option>}
        {settings.demoUsers.map(({ user: name, about }) => (
          <option key={name} value={name}>
            {isPhone() ? shortName(name) : `${shortName(name)}, ${about}`}
          </option>
        ))}
      </select>
    </label>
  );
}

function UserButton() {
  const { user, fullName, frappeVersion } = useStore(session);
  const { name } = useStore(site);
  if (user == null) {
    return (
      <button type="button" id="sign-in" className="primary" onClick={() => openSignIn()}>
        Sign in
      </button>
    );
  }
  return (
    <>
      <button type="button" id="user" className="quiet" popoverTarget="user-menu">
        <Icon name="user" />
        <span className="user-name">{user}</span>
      </button>
      <div id="user-menu" popover="auto" className="menu">
        <p>
          <strong>{fullName ?? user}</strong>
          <br />
          {user}
          <br />
          {name}
          {frappeVersion && `, Frappe ${frappeVersion}`}
        </p>
        <button type="button" id="sign-out" className="quiet" onClick={() => void signOut()}>
          Sign out
        </button>
      </div>
    </>
  );
}

type ThemeName = 'system' | 'light' | 'dark';

const NEXT: Readonly<Record<ThemeName, ThemeName>> = { system: 'light', light: 'dark', dark: 'system' };
const ICONS: Readonly<Record<ThemeName, IconName>> = { system: 'system', light: 'light', dark: 'dark' };

/** Goes from the theme of the system to light, to dark, and back. */
function ThemeButton() {
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  const name: ThemeName = theme ?? 'system';
  useEffect(() => {
    if (theme !== null) return undefined;
    const system = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setTheme(null);
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, [theme, setTheme]);
  const label = `Theme: ${name}. Change to ${NEXT[name]}`;
  return (
    <button
      type="button"
      className="quiet square"
      aria-label={label}
      title={label}
      onClick={() => setTheme(NEXT[name] === 'system' ? null : (NEXT[name] as 'light' | 'dark'))}
    >
      <Icon name={ICONS[name]} />
    </button>
  );
}
