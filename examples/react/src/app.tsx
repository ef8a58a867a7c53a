import { useMe } from 'frappe-graphql-react';
import { useState } from 'react';
import { OrderForm } from './order-form.tsx';
import { OrderList } from './order-list.tsx';
import { SignIn } from './sign-in.tsx';

/** A page of orders for users who are signed in. */
export function App() {
  const { me, isLoading, signOut } = useMe();
  const [name, setName] = useState<string | null>(null);
  if (isLoading) return <p>Loading …</p>;
  if (me === null) return <SignIn />;
  return (
    <>
      <header>
        <h1>Orders</h1>
        <span>{me.user}</span>
        <button type="button" onClick={signOut}>
          Sign out
        </button>
      </header>
      {name === null ? <OrderList onOpen={setName} /> : <OrderForm name={name} onClose={() => setName(null)} />}
    </>
  );
}
