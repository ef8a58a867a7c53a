import type { DocFieldMeta } from '../../metadata/doctype-meta.ts';
import { type FieldValue, fieldtypeOf } from '../../metadata/fieldtypes.ts';

/** frappe/utils/__init__.py, `EMAIL_MATCH_PATTERN` */
const EMAIL =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/i;
const STANDARD_USERS: ReadonlySet<string> = new Set(['Administrator', 'Guest']);

/** @returns why the site could not store a value, or would store another one; null if nothing is known against it. */
export function brokenRule(docfield: DocFieldMeta, value: FieldValue, isSingle: boolean): string | null {
  if (typeof value === 'number') {
    return docfield.nonNegative && value < 0 ? 'It cannot be negative.' : null;
  }
  if (value === null || value === '') return null;
  if (value.includes('\0')) return 'It contains characters that are not valid Unicode text.';
  if (docfield.fieldtype === 'Data' && docfield.options === 'Email') {
    const wrong = splitEmails(value).find((email) => !isEmail(email.trim()));
    if (wrong !== undefined) return `${wrong.trim()} is not a valid e-mail address.`;
  }
  return isSingle ? null : tooLong(docfield, value);
}

/** A Single keeps all its values in one long column. */
function tooLong(docfield: DocFieldMeta, value: string): string | null {
  const { limit } = fieldtypeOf(docfield);
  if (limit === null) return null;
  if (limit.unit === 'characters') {
    const longest = docfield.length || limit.most;
    const characters = [...value].length;
    return characters > longest ? `It has ${characters} characters, and ${longest} are allowed.` : null;
  }
  if (value.length <= limit.most / 3) return null;
  const bytes = Buffer.byteLength(value);
  return bytes > limit.most ? `It has ${bytes} bytes, and ${limit.most} are allowed.` : null;
}

/** At commas and line breaks that are followed by an even number of quotes, as the site does. */
function splitEmails(value: string): readonly string[] {
  const parts: string[] = [];
  let end = value.length;
  let isEven = true;
  for (let at = value.length - 1; at >= 0; at -= 1) {
    if (value[at] === '"') isEven = !isEven;
    if (!isEven || (value[at] !== ',' && value[at] !== '\n')) continue;
    parts.push(value.slice(at + 1, end));
    end = at;
  }
  return [...parts, value.slice(0, end)].reverse();
}

function isEmail(text: string): boolean {
  if (text === '' || STANDARD_USERS.has(text) || text.includes('undisclosed-recipient')) return true;
  if (text.includes(' ') && !text.includes('<')) return false;
  return EMAIL.test(/<([^<>]*)>/.exec(text)?.[1] ?? text);
}
