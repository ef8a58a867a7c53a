const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a day of the calendar, such as `2026-11-21`. */
export function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Whether a text of the form `10:00` or `10:00:05` is a time of day. */
export function isTimeOfDay(text: string): boolean {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return hours < 24 && minutes < 60 && seconds < 60;
}
