import type { Row } from '../database/demo-database.ts';
import type { ColumnKind } from '../meta/docfield.ts';
import { rawJson } from '../python-json.ts';

/** A float as Python writes it: `118.0`, `1e-05` and `1e+16`, where JavaScript has `118`, `0.00001` and 17 digits. */
export function pythonFloat(value: number): unknown {
  const [digits = '0', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    const sign = exponent < 0 ? '-' : '+';
    return rawJson(`${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`);
  }
  return Number.isInteger(value) ? rawJson(value.toFixed(1)) : value;
}

const MICROS_PER_HOUR = 3_600_000_000;
const MICROS_PER_MINUTE = 60_000_000;

/**
 * A Time as `format_timedelta` of frappe/utils/data.py writes it. Seconds with a fraction have no leading zero
 * (`10:00:5.5`), tiny ones have an exponent (`10:00:1e-05`), and hours below zero are rounded down.
 */
export function pythonTime(stored: string): string {
  const [, sign, hours = '0', minutes = '0', seconds = '0', fraction = ''] =
    /^(-?)(\d+):(\d+):(\d+)(?:\.(\d+))?$/.exec(stored) ?? [];
  const size = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  const micros = (sign === '-' ? -1 : 1) * (size * 1_000_000 + Number(fraction.padEnd(6, '0')));
  const hour = Math.floor(micros / MICROS_PER_HOUR);
  const rest = micros - hour * MICROS_PER_HOUR;
  const minute = String(Math.floor(rest / MICROS_PER_MINUTE)).padStart(2, '0');
  const inMinute = rest % MICROS_PER_MINUTE;
  const isWhole = inMinute % 1_000_000 === 0;
  const second = isWhole
    ? String(inMinute / 1_000_000).padStart(2, '0')
    : numberText(pythonFloat(inMinute / 1_000_000));
  return `${hour}:${minute}:${second}`;
}

/** Of a number or of one that stands for itself in JSON. */
function numberText(value: unknown): string {
  return JSON.stringify(value);
}

/** A stored value as it is answered. */
export function toAnswer(kind: ColumnKind, value: unknown): unknown {
  if (kind === 'float' && typeof value === 'number') return pythonFloat(value);
  if (kind === 'time' && typeof value === 'string') return pythonTime(value);
  return value;
}

/** Turns the columns of rows into answered values, in place. */
export function answerRows(rows: Row[], kinds: readonly (readonly [key: string, kind: ColumnKind])[]): Row[] {
  const special = kinds.filter(([, kind]) => kind === 'float' || kind === 'time');
  if (special.length === 0) return rows;
  for (const row of rows) {
    for (const [key, kind] of special) row[key] = toAnswer(kind, row[key]);
  }
  return rows;
}
