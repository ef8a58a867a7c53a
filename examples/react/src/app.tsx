import { useMe } from 'frappe-graphql-react';
import { useState } from 'react';
import { OrderForm } from './order-form.tsx';
import { OrderList } from './order-list.tsx';
import { SignIn } from './sign-in.tsx';
import { mayLeave } from './use-unsaved.ts';

/** A page of orders for users who are signed in. */
export function App() {
  const { me, isLoading, signOut } = useMe();
  const [owner, setOwner] = useState<string | null>(null);
  if (me !== null && me.user !== owner) setOwner(me.user);
  if (isLoading && owner === null) return <p>Loading …</p>;
  if (owner === null) return <SignIn />;
  const leave = async () => {
    if (!mayLeave()) return;
    await signOut();
    setOwner(null);
  };
  return (
    <>
      {me === null && !isLoading && (
        <dialog open>
          <p>Your session has ended. Sign in as {owner} to keep what is not saved. It is lost for anybody else.</p>
          <SignIn />
        </dialog>
      )}
      {/* The page stays below the sign-in if a session ends, with all that was typed: for the same user alone. */}
      <main key={owner} inert={me === null}>
        <Orders user={owner} onSignOut={leave} />
      </main>
    </>
  );
}

function Orders({ user, onSignOut }: { user: string; onSignOut: () => void }) {
  const [name, setName] = useState<string | null>(null);
  return (
    <>
      <header>
        <h1>Orders</h1>
        <span>{user}</span>
        <button type="button" onClick={onSignOut}>
          Sign out
        </button>
      </header>
      {name === null ? <OrderList onOpen={setName} /> : <OrderForm name={name} onClose={() => setName(null)} />}
    </>
  );
}
