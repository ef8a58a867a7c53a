import { type DocTypeMeta, isInLists } from '../../metadata/doctype-meta.ts';
import { isAboveLevelZero } from './guarded-fields.ts';

/**
 * The columns of a child DocType that a list of its rows leaves out, before v17: those above permlevel 0, for
 * everybody, and those that are called like an optional column. A list of the parents with the table joined
 * (`items.cost`) gives them, the former to callers who have the level.
 */
export function joinedColumns(child: DocTypeMeta, columns: Iterable<string>): string[] {
  return [...columns].filter((column) => isAboveLevelZero(child, column) || !isInLists(child, column));
}

/**
 * Whether columns can be joined into a list of the parents: their names with the table's must be ones that it keeps.
 */
export function canJoin(parent: DocTypeMeta, table: string, columns: readonly string[]): boolean {
  return columns.every((column) => isInLists(parent, `${table}.${column}`));
}
