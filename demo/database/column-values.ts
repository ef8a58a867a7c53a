/** How many digits a column of numbers has behind its point: `decimal(21,9)`, and `decimal(3,2)` of a Rating. */
export function scaleOfColumn(fieldtype: string): number {
  return fieldtype === 'Rating' ? 2 : 9;
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
  return Math.sign(value) * Number(`${text.slice(0, -scale)}.${text.slice(-scale)}`);
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
