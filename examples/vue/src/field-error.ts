import type { DocFormResult } from 'frappe-graphql-vue';
import type { OrderFieldsFragment } from './orders.generated.ts';

/** The paths whose errors have a place of their own. All other errors are in the summary. */
export function hasField(path: string): boolean {
  return /^(customer|delivery_date|delivery_note|grand_total|items(\.\d+(\.(item|qty|rate))?)?)$/.test(path);
}

/** Marks an input as changed or wrong. */
export function markOf({ state }: DocFormResult<OrderFieldsFragment>, path: string) {
  const { dirty, errors } = state.value;
  const isWrong = path in errors.fields;
  return {
    class: { dirty: dirty.has(path) },
    'aria-invalid': isWrong,
    'aria-describedby': isWrong ? `error-${path}` : undefined,
  };
}
