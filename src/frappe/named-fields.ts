import type { NamedFields } from '../errors.ts';

/** `frappe.exceptions.MandatoryError: [Shop Order, SO-1]: customer, items` (frappe/model/document.py). */
const MISSING = /(?:^|\.)MandatoryError: \[([^\],]+), .*\]: (\w+(?:, \w+)*)$/mu;

/**
 * `UniqueValidationError: ('Shop Customer', 'C-1', IntegrityError(1062, "Duplicate entry 'x' for key 'email'"))`
 * (frappe/model/base_document.py, `show_unique_validation_message`). MySQL writes the table before the key.
 */
const TAKEN = /(?:^|\.)UniqueValidationError: \('([^']+)', .* for key \\?'(?:[^'.\\]+\.)?([\w ]+)\\?'["']\)\)$/mu;

/** @param exception the last line of a traceback, or all of it. @returns null if it names no docfields. */
export function readNamedFields(exception: unknown): NamedFields | null {
  if (typeof exception !== 'string') return null;
  const [, doctype, names] = MISSING.exec(exception.trimEnd()) ?? TAKEN.exec(exception.trimEnd()) ?? [];
  return doctype === undefined || names === undefined ? null : { doctype, fieldnames: names.split(', ') };
}
