import type { Dialect } from '../dialects.ts';
import type { DocField } from '../meta/docfield.ts';

/** How many digits a column of decimals has before and behind its point. */
export interface DecimalSize {
  whole: number;
  scale: number;
}

const SIZED: ReadonlySet<string> = new Set(['Currency', 'Float', 'Percent']);

/** `decimal(21,9)`, or from v17 on what length and precision of the docfield say; a Rating is `decimal(3,2)`. */
export function decimalSizeOf({ sizesDecimals }: Dialect, docfield: DocField | undefined): DecimalSize {
  const { fieldtype = '', length, precision }: Partial<DocField> = docfield ?? {};
  if (fieldtype === 'Rating') return { whole: 1, scale: 2 };
  if (!sizesDecimals || !SIZED.has(fieldtype)) return { whole: 12, scale: 9 };
  const width = Number(length) || 21;
  const scale = Math.min(
    precision === undefined || precision === null || precision === '' ? 9 : Number(precision),
    width,
  );
  return { whole: width - scale, scale };
}

/** A float as a decimal column keeps it, and as it is a float again when it is read. */
export function toColumnDecimal(value: number, scale: number): number {
  if (!Number.isFinite(value)) return value;
  const [mantissa = '0', power = '0'] = String(Math.abs(value)).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = BigInt(whole + fraction);
  const shift = Number(power) - fraction.length + scale;
  // MariaDB rounds the digits that the driver writes, half away from zero.
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : roundedTo(digits, -shift);
  const text = String(scaled).padStart(scale + 1, '0');
  const point = text.length - scale;
  return Math.sign(value) * Number(`${text.slice(0, point)}.${text.slice(point)}`);
}

function roundedTo(digits: bigint, places: number): bigint {
  const unit = 10n ** BigInt(Math.min(places, 400));
  return (digits + unit / 2n) / unit;
}

/** A time as `time(6)` keeps it: `10:00` and `9:5:1.5` are times; what is none stays as it is, and is refused later. */
export function toColumnTime(text: string): string {
  const match = /^(-?)(\d{1,3}):([0-5]?\d)(?::([0-5]?\d)(?:\.(\d+))?)?$/.exec(text);
  if (!match) return text;
  const [, sign = '', hours = '', minutes = '', seconds = '0', fraction = ''] = match;
  const clock = [String(Number(hours)), minutes, seconds].map((part) => part.padStart(2, '0')).join(':');
  return `${sign}${clock}${toFraction(fraction)}`;
}

/** A date and time as `datetime(6)` keeps it: with a blank or `T`, with or without seconds, or without a time. */
export function toColumnDateTime(text: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?$/.exec(text);
  if (!match) return text;
  const [, date, hours = '00', minutes = '00', seconds = '00', fraction = ''] = match;
  return `${date} ${hours.padStart(2, '0')}:${minutes}:${seconds}${toFraction(fraction)}`;
}

/** Six digits, or none where all are 0; further ones are cut. */
function toFraction(digits: string): string {
  const micros = digits.padEnd(6, '0').slice(0, 6);
  return Number(micros) === 0 ? '' : `.${micros}`;
}
