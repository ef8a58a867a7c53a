/** A number as its digits and the place of its point: `-12.50` is `-1250` with a scale of 2. */
interface Digits {
  readonly digits: bigint;
  readonly scale: number;
}

/** How many digits after its point an average has: as many as Frappe's columns hold. */
const AVERAGE_SCALE = 9;

/** Adds numbers that are written as text, digit by digit. */
export function addDecimals(one: string, other: string): string {
  const [a, b, scale] = align(parse(one), parse(other));
  return format({ digits: a + b, scale });
}

/** Divides a number that is written as text, rounding half away from zero. */
export function divideDecimal(total: string, count: number): string {
  return divide(parse(total), BigInt(count), AVERAGE_SCALE);
}

/** Rounds a number that is written as text, half away from zero, to so many digits after its point. */
export function roundDecimal(number: string, scale: number): string {
  return divide(parse(number), 1n, scale);
}

function divide(total: Digits, count: bigint, scale: number): string {
  const [digits, divisor] = align(total, { digits: count, scale: 0 });
  const scaled = digits * 10n ** BigInt(scale);
  const half = (scaled < 0n ? -divisor : divisor) / 2n;
  return format({ digits: (scaled + half) / divisor, scale });
}

/** Less than, equal to or greater than zero, as sorting wants it. */
export function compareDecimals(one: string, other: string): number {
  const [a, b] = align(parse(one), parse(other));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Reads `118.0`, `-3` and `1e+16`. */
function parse(text: string): Digits {
  const [mantissa = '0', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(`${whole}${fraction}`);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

function align(one: Digits, other: Digits): [bigint, bigint, number] {
  const scale = Math.max(one.scale, other.scale);
  const scaled = (number: Digits) => number.digits * 10n ** BigInt(scale - number.scale);
  return [scaled(one), scaled(other), scale];
}

/** Without zeros at the end, but with one digit after the point: sites write `118.0`. */
function format({ digits, scale }: Digits): string {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const fraction = text.slice(text.length - scale).replace(/0+$/, '');
  return `${sign}${text.slice(0, text.length - scale)}.${scale === 0 || fraction === '' ? '0' : fraction}`;
}
