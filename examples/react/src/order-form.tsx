import { useCan, useChanges, useDocForm, useGatewayMutation } from 'frappe-graphql-react';
import { Conflicts } from './conflicts.tsx';
import { Files } from './files.tsx';
import { Items } from './items.tsx';
import { LinkField } from './link-field.tsx';
import { OrderChangesDocument, OrderDocument, SaveOrderDocument, SubmitOrderDocument } from './orders.generated.ts';

/** An order: its fields and rows, conflicts with others, its files, and its way to being submitted. */
export function OrderForm({ name, onClose }: { name: string; onClose: () => void }) {
  const form = useDocForm({ read: OrderDocument, save: SaveOrderDocument, name });
  const submit = useGatewayMutation(SubmitOrderDocument);
  const { values, errors } = form;
  const can = useCan(values.id);
  useChanges(OrderChangesDocument, {}, { refresh: [OrderDocument] });
  if (form.error) return <p role="alert">{form.error.message}</p>;
  if (!form.isReady) return <p>Loading …</p>;
  const mark = (path: string) => ({
    className: form.dirty.has(path) ? 'dirty' : '',
    'aria-invalid': path in errors.fields,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <div className="row">
        <button type="button" onClick={onClose}>
          Back
        </button>
        <h2>{values.name}</h2>
        <span>{values.docstatus}</span>
        <span>{values.grand_total}</span>
      </div>
      <LinkField
        label="Customer"
        doctype="Shop Customer"
        value={values.customer?.name ?? ''}
        onChange={(customer) => form.set('customer', customer ? { name: customer } : null)}
        error={errors.fields.customer}
        {...mark('customer')}
      />
      <label>
        Delivery date{' '}
        <input
          type="date"
          value={values.delivery_date ?? ''}
          onChange={({ target }) => form.set('delivery_date', target.value || null)}
          {...mark('delivery_date')}
        />
      </label>
      <label>
        Delivery note{' '}
        <textarea
          value={values.delivery_note ?? ''}
          onChange={({ target }) => form.set('delivery_note', target.value)}
          {...mark('delivery_note')}
        />
      </label>
      <Items form={form} />
      <Conflicts form={form} />
      {errors.form.map((message) => (
        <p role="alert" key={message}>
          {message}
        </p>
      ))}
      <div className="row">
        <button type="submit" disabled={!form.isDirty || form.isSaving || !can.write}>
          Save
        </button>
        <button type="button" disabled={!form.isDirty} onClick={form.reset}>
          Discard changes
        </button>
        {values.docstatus === 'DRAFT' && (
          <button
            type="button"
            disabled={form.isDirty || submit.isPending || !can.submit}
            onClick={() => submit.mutate({ name, ifModified: values.modified })}
          >
            Submit
          </button>
        )}
      </div>
      {submit.error && <p role="alert">{submit.error.message}</p>}
      <Files name={name} />
    </form>
  );
}
