import { type FormEvent, useState } from 'react';
import { Icon } from '../layout/icons.tsx';
import { useOperation, useOperationTitle } from '../layout/use-operation.ts';
import { clearHistory, forget, type KeptOperation, kept, save } from '../storage/kept-operations.ts';
import { useStore } from '../store.ts';

/** Operations of earlier visits: those that the user saved, and those that ran. */
export function HistoryPanel() {
  const { history, saved } = useStore(kept);
  return (
    <>
      <SaveForm />
      <section aria-labelledby="saved-title">
        <h2 id="saved-title">Saved</h2>
        <List operations={saved} empty="Nothing is saved yet." />
      </section>
      <section aria-labelledby="history-title">
        <h2 id="history-title">
          History
          {history.length > 0 && (
            <button type="button" className="quiet" onClick={clearHistory}>
              Clear
            </button>
          )}
        </h2>
        <List operations={history} empty="Operations that you run are listed here, without their headers." />
      </section>
    </>
  );
}

function SaveForm() {
  const operation = useOperation();
  const { title, kind } = useOperationTitle();
  const [name, setName] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save({ ...operation.read(), title: (name ?? title).trim() || title, kind });
    setName(null);
  };
  return (
    <form className="save" onSubmit={submit}>
      <label>
        Save this operation as
        <input value={name ?? title} onChange={({ target }) => setName(target.value)} />
      </label>
      <button type="submit" className="primary">
        Save
      </button>
    </form>
  );
}

function List({ operations, empty }: { operations: readonly KeptOperation[]; empty: string }) {
  const { open } = useOperation();
  if (operations.length === 0) return <p className="hint">{empty}</p>;
  return (
    <ul className="kept">
      {operations.map((operation) => (
        <li key={operation.id}>
          <button type="button" className="open" onClick={() => open(operation)}>
            <strong>{operation.title}</strong>
            <small>{describe(operation)}</small>
          </button>
          <button
            type="button"
            className="quiet square"
            aria-label={`Delete ${operation.title}`}
            onClick={() => forget(operation.id)}
          >
            <Icon name="trash" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function describe({ kind, at, outcome }: KeptOperation): string {
  const when = new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
  if (outcome === undefined) return `${kind}, ${when}`;
  const { ms, errors } = outcome;
  const failed = errors === 0 ? '' : `, ${errors} ${errors === 1 ? 'error' : 'errors'}`;
  return `${kind}, ${when}, ${Math.round(ms)} ms${failed}`;
}
