import { toCommaList } from '../../../comma-list.ts';

/**
 * Columns of every DocType's table that are not docfields (frappe/model/__init__.py, `optional_fields`). If a
 * table has none yet, the site leaves them out of its answer without a word.
 */
const OPTIONAL_COLUMNS: ReadonlySet<string> = new Set(['_user_tags', '_assign', '_liked_by']);

/** Whether a column may be missing in a list though the caller may read it. */
export function isOptionalColumn(column: string): boolean {
  return OPTIONAL_COLUMNS.has(column);
}

/** The tags in `_user_tags`: separated by commas, up to v15 with one before the first. */
export function readTags(value: unknown): string[] {
  return toCommaList(String(value ?? ''));
}

/** The users in `_assign` and `_liked_by`, a list as JSON text. */
export function readUsers(value: unknown): string[] {
  try {
    const users: unknown = JSON.parse(String(value ?? '[]') || '[]');
    return Array.isArray(users) ? users.map(String) : [];
  } catch {
    return [];
  }
}
