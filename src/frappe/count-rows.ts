import type { FrappeAnswer } from './frappe-request.ts';

/** The rows in an answer: of a list with their child rows, or of a document's tables or a report. */
export function countRows({ body }: FrappeAnswer): number {
  const value = body.data ?? body.message;
  if (!Array.isArray(value)) return countLists(value);
  const [first] = value as unknown[];
  const tables = typeof first === 'object' && first !== null ? listsOf(first) : [];
  if (tables.length === 0) return value.length;
  const nested = (row: Record<string, unknown> | null) =>
    tables.reduce((sum, table) => sum + lengthOf(row?.[table]), 0);
  return (value as Record<string, unknown>[]).reduce((sum, row) => sum + nested(row), value.length);
}

function countLists(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, part) => sum + lengthOf(part), 0);
}

function listsOf(row: object): string[] {
  return Object.entries(row).flatMap(([key, value]) => (Array.isArray(value) ? [key] : []));
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}
