import type { DocFormResult } from 'frappe-graphql-react';
import { FieldError, markOf } from './field-error.tsx';
import { LinkField } from './link-field.tsx';
import type { OrderFieldsFragment } from './orders.generated.ts';

/** The rows of an order. */
export function Items({ form }: { form: DocFormResult<OrderFieldsFragment> }) {
  const { values, errors } = form;
  return (
    <table>
      <thead>
        <tr>
          <th>Item</th>
          <th>Qty</th>
          <th>Rate</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {(values.items ?? []).map((row, index) => {
          const at = `items.${index}`;
          return (
            <tr key={row.name ?? index}>
              <td>
                <LinkField
                  label={`Item ${index + 1}`}
                  doctype="Shop Item"
                  value={row.item?.name ?? ''}
                  onChange={(item) => form.setRow('items', index, { item: item ? { name: item } : null })}
                  {...markOf(form, `${at}.item`)}
                />
                <FieldError errors={errors} path={`${at}.item`} />
              </td>
              <td>
                <input
                  aria-label={`Qty ${index + 1}`}
                  type="number"
                  step="any"
                  value={row.qty ?? ''}
                  onChange={({ target }) => form.setRow('items', index, { qty: numberOf(target) })}
                  {...markOf(form, `${at}.qty`)}
                />
                <FieldError errors={errors} path={`${at}.qty`} />
              </td>
              <td>
                <input
                  aria-label={`Rate ${index + 1}`}
                  inputMode="decimal"
                  value={row.rate ?? ''}
                  onChange={({ target }) => form.setRow('items', index, { rate: target.value || null })}
                  {...markOf(form, `${at}.rate`)}
                />
                <FieldError errors={errors} path={`${at}.rate`} />
              </td>
              <td>
                <button type="button" aria-label={`Remove ${index + 1}`} onClick={() => form.removeRow('items', index)}>
                  ×
                </button>
                <FieldError errors={errors} path={at} />
              </td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={4}>
            <button type="button" onClick={() => form.addRow('items', { qty: 1 })}>
              Add row
            </button>
            <FieldError errors={errors} path="items" />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

/** The value of a field, which may be 0; null if the field is empty. */
function numberOf({ valueAsNumber }: HTMLInputElement): number | null {
  return Number.isNaN(valueAsNumber) ? null : valueAsNumber;
}
