import { useOperation } from '../layout/use-operation.ts';
import { session, signIn } from '../session/session.ts';
import { openSignIn } from '../session/sign-in-dialog.tsx';
import { type Starter, site } from '../session/site.ts';
import { settings, shortName } from '../settings.ts';
import { useStore } from '../store.ts';

/** The first steps: sign in, and run a query on the site's own DocTypes. */
export function Starters() {
  const { starters } = useStore(site);
  const { user } = useStore(session);
  return (
    <div className="starters">
      {user === null && <GuestNote />}
      {starters.length > 0 && <h2>Start with a query on this site</h2>}
      <ul>
        {starters.map((starter) => (
          <StarterCard key={starter.query} starter={starter} />
        ))}
      </ul>
    </div>
  );
}

function StarterCard({ starter: { doctype, about, query } }: { starter: Starter }) {
  const operation = useOperation();
  const { user } = useStore(session);
  const start = () => {
    operation.open({ query, variables: '' });
    if (user !== null) operation.run();
  };
  return (
    <li>
      <button type="button" className="card" onClick={start}>
        <strong>{doctype}</strong>
        <span>{about}</span>
      </button>
    </li>
  );
}

function GuestNote() {
  return (
    <div className="guest">
      <p>You are a guest. Sign in to see documents.</p>
      <p className="actions">
        {settings.demoUsers.map(({ user, password }) => (
          <button key={user} type="button" className="outlined" onClick={() => void signIn(user, password)}>
            View as {shortName(user)}
          </button>
        ))}
        <button
          type="button"
          className={settings.demoUsers.length > 0 ? 'quiet' : 'primary'}
          onClick={() => openSignIn()}
        >
          Sign in
        </button>
      </p>
    </div>
  );
}
