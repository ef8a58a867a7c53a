/** A piece of SQL with the values of its marks. */
export interface SqlPart {
  sql: string;
  params: readonly unknown[];
}

/** True for no row. */
export const NO_ROWS: SqlPart = { sql: '1 = 0', params: [] };

/** True for every row. */
export const ALL_ROWS: SqlPart = { sql: '1 = 1', params: [] };

/** Joins conditions; an empty list is true. */
export function allOf(parts: readonly SqlPart[]): SqlPart {
  return join(parts, ' AND ', ALL_ROWS);
}

/** Joins conditions; an empty list is false. */
export function anyOf(parts: readonly SqlPart[]): SqlPart {
  return join(parts, ' OR ', NO_ROWS);
}

/** A list of marks for `IN`. */
export function marks(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}

function join(parts: readonly SqlPart[], word: string, empty: SqlPart): SqlPart {
  const [first] = parts;
  if (first === undefined) return empty;
  if (parts.length === 1) return first;
  return { sql: parts.map((part) => `(${part.sql})`).join(word), params: parts.flatMap((part) => part.params) };
}
