import type { FormErrors } from 'frappe-graphql-client';
import type { DocFormResult } from 'frappe-graphql-react';
import type { OrderFieldsFragment } from './orders.generated.ts';

/** The paths whose errors have a place of their own. All other errors are in the summary. */
export function hasField(path: string): boolean {
  return /^(customer|delivery_date|delivery_note|grand_total|items(\.\d+(\.(item|qty|rate))?)?)$/.test(path);
}

/** The error of a field, at its place. */
export function FieldError({ errors, path }: { errors: FormErrors; path: string }) {
  const message = errors.fields[path];
  if (message === undefined) return null;
  return (
    <span role="alert" id={`error-${path}`}>
      {message}
    </span>
  );
}

/** The errors that belong to no field of the form. */
export function ErrorSummary({ errors }: { errors: FormErrors }) {
  return errors.form.map((message) => (
    <p role="alert" key={message}>
      {message}
    </p>
  ));
}

/** Marks an input as changed or wrong. */
export function markOf({ dirty, errors }: DocFormResult<OrderFieldsFragment>, path: string) {
  const isWrong = path in errors.fields;
  return {
    className: dirty.has(path) ? 'dirty' : '',
    'aria-invalid': isWrong,
    ...(isWrong ? { 'aria-describedby': `error-${path}` } : {}),
  };
}
