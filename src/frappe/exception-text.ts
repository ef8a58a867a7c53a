import { toPlainText } from './plain-text.ts';

/** Where an exception stands in a traceback, which ends with it: `frappe.exceptions.ValidationError: not now`. */
const RAISED = /^(?:[a-z_]\w*\.)*([A-Z]\w*)(?:: |$)/;
const LONGEST = 500;

/**
 * Says in one line why something failed, of a traceback or of a plain text. What stands above an exception tells where it
 * was raised and with which values, which is not for callers.
 *
 * @returns null where the text has no reason.
 */
export function toFailureText(raw: string): string | null {
  const text = raw.includes('Traceback (') || raw.includes('Traceback with variables') ? raisedText(raw) : raw;
  const plain = toPlainText(text);
  if (plain === '') return null;
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}

/** Of several exceptions, the last one was not handled. Frames are indented; its text may have several lines. */
function raisedText(traceback: string): string {
  const lines = traceback.trimEnd().split('\n');
  const at = lines.findLastIndex((line) => RAISED.test(line));
  const [first = '', ...others] = at === -1 ? [] : lines.slice(at);
  const [head = '', type = ''] = RAISED.exec(first) ?? [];
  const text = [first.slice(head.length), ...others].join(' ').trim();
  // What code of Frappe throws is written for people; of other exceptions the type is what tells most.
  return first.startsWith('frappe.') && text !== '' ? text : `${type}${text === '' ? '' : `: ${text}`}`;
}
