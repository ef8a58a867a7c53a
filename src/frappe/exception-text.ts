import { toPlainText } from './plain-text.ts';
import { shorten } from './server-messages.ts';

/** The exception line at the end of a traceback: `frappe.exceptions.ValidationError: not now`. */
const RAISED = /^(?:[a-z_]\w*\.)*([A-Z]\w*)(?:: |$)/;
const LONGEST = 500;

/** Characters at the end of a traceback in which its exception is looked for. */
const LONGEST_END = 64 * 1024;

/**
 * Reduces a traceback or plain text to one line that says why something failed. Text above an exception says where it
 * was raised and with which values, which is not for callers.
 *
 * @returns null if the text has no reason.
 */
export function toFailureText(raw: string): string | null {
  const text = raw.includes('Traceback (') || raw.includes('Traceback with variables') ? raisedText(raw) : raw;
  const plain = toPlainText(shorten(text));
  if (plain === '') return null;
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}

/** Of several exceptions, the last one was not handled. Frames are indented; its text may have several lines. */
function raisedText(traceback: string): string {
  const lines = traceback.slice(-LONGEST_END).trimEnd().split('\n');
  const at = lines.findLastIndex((line) => RAISED.test(line));
  const [first = '', ...others] = at === -1 ? [] : lines.slice(at);
  const [head = '', type = ''] = RAISED.exec(first) ?? [];
  const text = [first.slice(head.length), ...others].join(' ').trim();
  // Messages of Frappe's exceptions are written for people. Of other exceptions, the type says most.
  return first.startsWith('frappe.') && text !== '' ? text : `${type}${text === '' ? '' : `: ${text}`}`;
}
