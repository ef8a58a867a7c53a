import { GatewayError } from '../errors.ts';
import { toPlainText } from './plain-text.ts';

/**
 * Reads what an error says about a requested document:
 * - `isMissing`: it does not exist.
 * - `isNamed`: something does not exist, and the message names it like the document. Its language is the caller's, so
 *   what that is cannot be read from it.
 * - `isUnnamed`: something does not exist, and the site does not say what.
 * - `isAnother`: anything else, such as a DocType that was removed, or a document that the controller loads.
 */
export type NotFoundReason = 'isMissing' | 'isNamed' | 'isUnnamed' | 'isAnother';

/** Reads why the site answered 404 to a request for a document (frappe/model/document.py, `load_from_db`). */
export function notFoundReason(error: unknown, doctype: string, name: string): NotFoundReason {
  if (!(error instanceof GatewayError) || error.code !== 'NOT_FOUND') return 'isAnother';
  const text = error.details.messages?.at(-1)?.text;
  if (text === undefined) return 'isUnnamed';
  if (fold(text) === fold(`${doctype} ${name} not found`)) return 'isMissing';
  return fold(text).includes(fold(name)) ? 'isNamed' : 'isAnother';
}

/** Messages are plain text made from HTML, and databases find names whatever their case. */
function fold(text: string): string {
  return toPlainText(text).toLowerCase();
}
