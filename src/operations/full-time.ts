/**
 * Writes a Datetime with all six fractional digits. v17 compares it as text with a column that it writes so:
 * `coalesce(last_contact, '0001-01-01') <= '2026-02-16 02:35:18'` does not find the row of that very second.
 */
export function fullDateTime(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(6, '0')}`;
}

/** Writes a Time with two digits for the hour, with seconds and with all six fractional digits, for the same reason. */
export function fullTime(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  const [hours = '', minutes = '00', seconds = '00'] = whole.split(':');
  return `${hours.padStart(2, '0')}:${minutes}:${seconds}.${fraction.padEnd(6, '0')}`;
}
