/** First and last day of a span, both included. */
export type DaySpan = readonly [from: string, to: string];

const UNITS: Readonly<Record<string, number>> = { week: 0, month: 1, quarter: 3, '6 months': 6, year: 12 };

/** The days of a `timespan` such as `last year` or `last 7 days`; undefined when Frappe does not know the span. */
export function timespanOf(text: string, today: string): DaySpan | undefined {
  const lowered = text.toLowerCase().trim();
  if (lowered === 'today') return [today, today];
  if (lowered === 'yesterday') return [addDays(today, -1), addDays(today, -1)];
  if (lowered === 'tomorrow') return [addDays(today, 1), addDays(today, 1)];
  const days = /^(last|next) (\d+) days$/.exec(lowered);
  if (days?.[2]) return dayCount(days[1] === 'last', Number(days[2]), today);
  const match = /^(last|this|next) (week|month|quarter|6 months|year)$/.exec(lowered);
  if (!match?.[1] || !match[2]) return undefined;
  const shift = { last: -1, this: 0, next: 1 }[match[1]] ?? 0;
  return match[2] === 'week' ? week(today, shift) : months(today, UNITS[match[2]] ?? 1, shift);
}

/** The days of `previous` / `next` with a value such as `1 month`. */
export function relativeSpan(word: 'previous' | 'next', value: string, today: string): DaySpan | undefined {
  const match = /^(\d+) (week|month|months|year)s?$/.exec(value.toLowerCase());
  if (!match?.[1] || !match[2]) return undefined;
  const sign = word === 'previous' ? -1 : 1;
  const count = Number(match[1]) * sign;
  if (match[2] === 'week') return ordered(today, addDays(today, count * 7));
  return ordered(today, addMonths(today, match[2] === 'year' ? count * 12 : count));
}

/** A date some days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function dayCount(isLast: boolean, count: number, today: string): DaySpan {
  return isLast ? [addDays(today, -count), addDays(today, -1)] : [addDays(today, 1), addDays(today, count)];
}

function ordered(a: string, b: string): DaySpan {
  return a < b ? [a, b] : [b, a];
}

function week(today: string, shift: number): DaySpan {
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
  const first = addDays(today, -weekday + 7 * shift);
  return [first, addDays(first, 6)];
}

function months(today: string, count: number, shift: number): DaySpan {
  const month = Number(today.slice(5, 7)) - 1;
  const start = month - (month % count) + count * shift;
  const first = firstOfMonth(Number(today.slice(0, 4)), start);
  return [first, addDays(firstOfMonth(Number(today.slice(0, 4)), start + count), -1)];
}

function firstOfMonth(year: number, month: number): string {
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}

function addMonths(date: string, count: number): string {
  const day = Number(date.slice(8, 10));
  const target = new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1 + count + 1, 0));
  const last = target.getUTCDate();
  return `${target.toISOString().slice(0, 8)}${String(Math.min(day, last)).padStart(2, '0')}`;
}
