import { useCan, useChanges, useDocForm, useGateway } from 'frappe-graphql-react';
import { Conflicts } from './conflicts.tsx';
import { ErrorSummary, FieldError, hasField, markOf } from './field-error.tsx';
import { Files } from './files.tsx';
import { Items } from './items.tsx';
import { LinkField } from './link-field.tsx';
import { OrderChangesDocument, OrderDocument, SaveOrderDocument, SubmitOrderDocument } from './orders.generated.ts';
import { mayLeave, useUnsaved } from './use-unsaved.ts';

/** An order: its fields and rows, conflicts with others, its files, and its way to being submitted. */
export function OrderForm({ name, onClose }: { name: string; onClose: () => void }) {
  const client = useGateway();
  const form = useDocForm({ read: OrderDocument, save: SaveOrderDocument, name, hasField });
  const { values, errors } = form;
  const can = useCan(values.id);
  useChanges(OrderChangesDocument, {}, { refresh: [OrderDocument] });
  useUnsaved(form.isDirty);
  // A form that is there stays, with all that was typed.
  if (!form.isReady) return form.error ? <p role="alert">{form.error.message}</p> : <p>Loading …</p>;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <div className="row">
        <button type="button" onClick={() => mayLeave() && onClose()}>
          Back
        </button>
        <h2>{values.name}</h2>
        <span>{values.docstatus}</span>
        <span>{values.grand_total}</span>
        <FieldError errors={errors} path="grand_total" />
      </div>
      <ErrorSummary errors={errors} />
      <LinkField
        label="Customer"
        doctype="Shop Customer"
        value={values.customer?.name ?? ''}
        onChange={(customer) => form.set('customer', customer ? { name: customer } : null)}
        {...markOf(form, 'customer')}
      />
      <FieldError errors={errors} path="customer" />
      <label>
        Delivery date{' '}
        <input
          type="date"
          value={values.delivery_date ?? ''}
          onChange={({ target }) => form.set('delivery_date', target.value || null)}
          {...markOf(form, 'delivery_date')}
        />
      </label>
      <FieldError errors={errors} path="delivery_date" />
      <label>
        Delivery note{' '}
        <textarea
          value={values.delivery_note ?? ''}
          onChange={({ target }) => form.set('delivery_note', target.value)}
          {...markOf(form, 'delivery_note')}
        />
      </label>
      <FieldError errors={errors} path="delivery_note" />
      <Items form={form} />
      <Conflicts form={form} />
      <div className="row">
        <button type="submit" disabled={!form.isDirty || form.isSaving || form.conflicts.length > 0 || !can.write}>
          Save
        </button>
        <button type="button" disabled={!form.isDirty} onClick={form.reset}>
          Discard changes
        </button>
        {values.docstatus === 'DRAFT' && (
          <button
            type="button"
            disabled={form.isDirty || form.isSaving || !can.submit}
            onClick={() => form.run(() => client.mutate(SubmitOrderDocument, { name, ifModified: values.modified }))}
          >
            Submit
          </button>
        )}
      </div>
      <Files name={name} />
    </form>
  );
}
