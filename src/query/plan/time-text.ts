const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Hours may pass 24, and seconds may have an exponent: Python writes a hundredth of a millisecond as `10:00:1e-05`. */
const TIME = /^(\d{1,3}):([0-5]?\d)(?::([0-5]?\d(?:\.\d+)?|\d(?:\.\d+)?e-\d{1,2}))?$/i;
const DATE_TIME = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?)?$/;

/**
 * Reads a Time as people, HTML controls and sites write it: `9:05`, `10:00`, `10:00:05.5`, `10:00:5.5`. No site can
 * save a document with a time below zero.
 *
 * @returns microseconds, of which further digits are cut; null if it is none.
 */
export function parseTime(text: string): number | null {
  const [, hours, minutes, seconds = '0'] = TIME.exec(text) ?? [];
  if (hours === undefined) return null;
  return Number(hours) * HOUR + Number(minutes) * MINUTE + toMicroseconds(seconds);
}

function toMicroseconds(seconds: string): number {
  if (/e/i.test(seconds)) return Math.round(Number(seconds) * SECOND);
  const [whole, fraction = ''] = seconds.split('.');
  return Number(whole) * SECOND + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

/** A Time in the one form in which it is shown and sent: `09:05:00`, and `10:00:05.500000` where it has a fraction. */
export function formatTime(microseconds: number): string {
  const parts = [microseconds / HOUR, (microseconds % HOUR) / MINUTE, (microseconds % MINUTE) / SECOND];
  const clock = parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
  return `${clock}${formatFraction(String(microseconds % SECOND).padStart(6, '0'))}`;
}

/** The form in which sites send nearly every Datetime. */
const USUAL_DATE_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{6})?$/;

/** A Datetime in the one form in which a site has it, `2026-11-21 10:00:00`, with six digits of a fraction or none. */
export function formatDateTime(text: string): string | null {
  if (USUAL_DATE_TIME.test(text)) return text.endsWith('.000000') ? text.slice(0, -7) : text;
  const [, year, ...parts] = DATE_TIME.exec(text) ?? [];
  if (year === undefined) return null;
  const fraction = formatFraction((parts.pop() ?? '').slice(0, 6).padEnd(6, '0'));
  const [month, day, hours, minutes, seconds] = parts.map((part = '0') => part.padStart(2, '0'));
  return `${year}-${month}-${day} ${hours}:${minutes}:${seconds}${fraction}`;
}

function formatFraction(digits: string): string {
  return Number(digits) === 0 ? '' : `.${digits}`;
}

/**
 * Writes a Datetime with all six fractional digits. v17 compares it as text with a column that it writes so:
 * `coalesce(last_contact, '0001-01-01') <= '2026-02-16 02:35:18'` does not find the row of that very second.
 */
export function fullDateTime(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(6, '0')}`;
}

/** Writes a Time with all six fractional digits, for the same reason. */
export function fullTime(text: string): string {
  const microseconds = parseTime(text);
  const time = microseconds === null ? text : formatTime(microseconds);
  return time.includes('.') ? time : `${time}.000000`;
}
