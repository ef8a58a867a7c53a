/** How long the spans are into which dates are gathered. */
export type DateUnit = 'year' | 'quarter' | 'month' | 'week' | 'day';

/**
 * The first day of the span that a date lies in, and midnight of it for a date with a time. Weeks begin on Monday.
 *
 * @param value `2026-06-13`, or `2026-06-13 04:32:31`.
 */
export function startOfSpan(value: string, unit: DateUnit): string {
  const [date = '', time] = value.split(/[ T]/);
  const [year = '', month = '', day = ''] = date.split('-');
  const start = firstDay(year, month, day, unit);
  return time === undefined ? start : `${start} 00:00:00`;
}

function firstDay(year: string, month: string, day: string, unit: DateUnit): string {
  switch (unit) {
    case 'year':
      return `${year}-01-01`;
    case 'quarter':
      return `${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
    case 'month':
      return `${year}-${month}-01`;
    case 'week':
      return mondayOf(`${year}-${month}-${day}`);
    case 'day':
      return `${year}-${month}-${day}`;
  }
}

function mondayOf(date: string): string {
  const start = new Date(`${date}T00:00:00Z`);
  start.setUTCDate(start.getUTCDate() - ((start.getUTCDay() + 6) % 7));
  return start.toISOString().slice(0, 10);
}
