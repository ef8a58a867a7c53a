import { isNullable } from '../meta/docfield.ts';
import type { ColumnReference, QueryScope } from './query-scope.ts';

/** Whether a column holds times: MariaDB writes them with six fractional digits. */
export function isMoment(column: ColumnReference): boolean {
  return column.kind === 'datetime' || column.kind === 'time';
}

/** A text that is never null. SQLite forgets the collation of a column inside a function, so it is stated again. */
export function orEmpty(sql: string): string {
  return `ifnull(${sql}, '') COLLATE NOCASE`;
}

/** The text of a column, for null too: v17 fills moments with the earliest one. */
export function filledText(scope: QueryScope, column: ColumnReference): string {
  const text = columnText(column);
  if (column.fieldname === 'name') return text;
  if (!scope.context.dialect.hasNewQueryEngine || !isMoment(column)) return orEmpty(text);
  return `ifnull(${text}, '${column.kind === 'time' ? '00:00:00' : '0001-01-01 00:00:00'}')`;
}

/** Whether a column is a decimal that may be null. */
export function isNullableDecimal(column: ColumnReference): boolean {
  return column.kind === 'float' && isNullable(column.fieldtype);
}

/** A column as the text that MariaDB makes of it where it compares it with text. */
function columnText(column: ColumnReference): string {
  if (column.kind === 'float') {
    const text = `printf('%.${column.scale}f', ${column.sql})`;
    return `CASE WHEN ${column.sql} IS NOT NULL THEN ${text} END`;
  }
  if (column.kind === 'int') return `CAST(${column.sql} AS TEXT)`;
  // As long as `2026-02-16 02:35:18.000000` and `05:30:00.000000`.
  if (isMoment(column)) return `substr(${column.sql} || '.000000', 1, ${column.kind === 'time' ? 15 : 26})`;
  return column.sql;
}

/** Whether `coalesce` makes a comparison with a value one of texts: of moments on v17, of nullable decimals always. */
export function comparesText(scope: QueryScope, column: ColumnReference, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (isMoment(column)) return scope.context.dialect.hasNewQueryEngine;
  return isNullableDecimal(column);
}
