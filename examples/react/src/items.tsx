import type { DocFormResult } from 'frappe-graphql-react';
import { LinkField } from './link-field.tsx';
import type { OrderFieldsFragment } from './orders.generated.ts';

/** The rows of an order. */
export function Items({ form }: { form: DocFormResult<OrderFieldsFragment> }) {
  const { values, errors, dirty } = form;
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
            <tr key={row.name ?? index} className={dirty.has(`${at}.qty`) ? 'dirty' : ''}>
              <td>
                <LinkField
                  label={`Item ${index + 1}`}
                  doctype="Shop Item"
                  value={row.item?.name ?? ''}
                  onChange={(item) => form.setRow('items', index, { item: item ? { name: item } : null })}
                  error={errors.fields[`${at}.item`]}
                />
              </td>
              <td>
                <input
                  aria-label={`Qty ${index + 1}`}
                  type="number"
                  step="any"
                  value={row.qty ?? ''}
                  onChange={({ target }) => form.setRow('items', index, { qty: target.valueAsNumber || null })}
                />
                {errors.fields[`${at}.qty`] && <p role="alert">{errors.fields[`${at}.qty`]}</p>}
              </td>
              <td>
                <input
                  aria-label={`Rate ${index + 1}`}
                  inputMode="decimal"
                  value={row.rate ?? ''}
                  onChange={({ target }) => form.setRow('items', index, { rate: target.value })}
                />
                {errors.fields[`${at}.rate`] && <p role="alert">{errors.fields[`${at}.rate`]}</p>}
              </td>
              <td>
                <button type="button" aria-label={`Remove ${index + 1}`} onClick={() => form.removeRow('items', index)}>
                  ×
                </button>
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
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
