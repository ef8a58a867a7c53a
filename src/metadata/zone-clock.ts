const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Formats a moment as the wall-clock time of a zone, such as `2026-11-21 10:00:00`.
 *
 * @param at milliseconds since 1970.
 * @param timeZone an IANA zone, such as `Asia/Kolkata`.
 * @throws RangeError for a zone that this machine does not know.
 */
export function clockAt(at: number, timeZone: string): string {
  const parts = formatOf(timeZone).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year').padStart(4, '0')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}:${of('second')}`;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const [year, month] = ['numeric', '2-digit'] as const;
  const time = { hour: month, minute: month, second: month } as const;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', year, month, day: month, ...time });
  formats.set(timeZone, format);
  return format;
}
