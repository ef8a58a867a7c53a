import type { Row } from '../database/demo-database.ts';
import type { ColumnKind } from '../meta/docfield.ts';

const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

/** A number as Python writes a float: `118.0`, where JavaScript writes `118`. */
export function pythonFloat(value: number): unknown {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? rawJson(value.toFixed(1)) : value;
}

/** A stored value as it is answered. */
export function toAnswer(kind: ColumnKind, value: unknown): unknown {
  if (kind === 'float' && typeof value === 'number') return pythonFloat(value);
  if (kind === 'time' && typeof value === 'string') return value.replace(/^0(?=\d:)/, '');
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
