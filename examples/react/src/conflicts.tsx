import type { DocFormResult } from 'frappe-graphql-react';
import type { OrderFieldsFragment } from './orders.generated.ts';

/** Both versions of what two people have changed, to choose from. */
export function Conflicts({ form }: { form: DocFormResult<OrderFieldsFragment> }) {
  if (form.conflicts.length === 0) return null;
  return (
    <section aria-label="Conflicts">
      <p role="alert">Somebody else has changed this order. Choose what is to be kept.</p>
      {form.conflicts.map(({ path, mine, theirs }) => (
        <div className="row" key={path}>
          <strong>{path}</strong>
          <button type="button" onClick={() => form.resolve('mine', path)}>
            Keep mine: {show(mine)}
          </button>
          <button type="button" onClick={() => form.resolve('theirs', path)}>
            Take theirs: {show(theirs)}
          </button>
          <span>{form.decisions[path]}</span>
        </div>
      ))}
    </section>
  );
}

function show(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
