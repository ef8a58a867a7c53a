import type { NamedFields } from '../errors.ts';

/** `frappe.exceptions.MandatoryError: [Shop Order, SO-1]: customer, items` (frappe/model/document.py). */
const MISSING = /(?:^|\.)MandatoryError: \[([^\],]+), .*\]: (\w+(?:, \w+)*)$/mu;

/**
 * `UniqueValidationError: ('Shop Customer', 'C-1', IntegrityError(1062, "Duplicate entry 'x' for key 'email'"))`
 * (frappe/model/base_document.py, `show_unique_validation_message`). MySQL writes the table before the key.
 */
const TAKEN = /(?:^|\.)UniqueValidationError: \('([^']+)', .* for key \\?'(?:[^'.\\]+\.)?([\w ]+)\\?'["']\)\)$/mu;

/**
 * Characters at the end of an exception that are looked at. The patterns begin at each beginning of such a line, and
 * messages repeat what callers send: in a megabyte of beginnings, an end would be looked for for half a minute.
 */
const LONGEST_END = 10_000;

/** @param exception the last line of a traceback, or all of it. @returns null if it names no docfields. */
export function readNamedFields(exception: unknown): NamedFields | null {
  if (typeof exception !== 'string') return null;
  const end = exception.trimEnd().slice(-LONGEST_END);
  const [, doctype, names] = MISSING.exec(end) ?? TAKEN.exec(end) ?? [];
  return doctype === undefined || names === undefined ? null : { doctype, fieldnames: names.split(', ') };
}
