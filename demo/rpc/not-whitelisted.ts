import { type FrappeError, frappeThrow } from '../frappe-error.ts';

/** The refusal of a function or method that is not for callers from outside. */
export function notWhitelisted(path: string, isNew: boolean): FrappeError {
  const reason = `Function <strong>${path}</strong> is not whitelisted.`;
  const summary = `You are not permitted to access this resource.${isNew ? ' Login to access' : ''}`;
  const details = `<details><summary>${summary}</summary>${reason}</details>`;
  const message = isNew ? `${summary}${reason}` : details;
  return frappeThrow('PermissionError', message, 'Method Not Allowed', details);
}
