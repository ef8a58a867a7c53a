import { deriveOnce } from '../../../derive-once.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';

/**
 * Puts a field that everybody may see between the fields of a list call. v15 and v16-dev check a caller's fields while
 * they take refused ones out of the list, and so pass over the one that follows a refused one
 * (frappe/model/db_query.py, `apply_fieldlevel_read_permissions`): it must be one that everybody may see. It concerns
 * callers who may select a DocType and not read it.
 */
export function separateFields<Field>(doctype: DocTypeMeta, fields: readonly Field[], separator: Field): Field[] {
  if (fields.length < 3 || !hasSelectOnlyRole(doctype)) return [...fields];
  const [first, ...others] = fields.filter((field) => field !== separator);
  if (first === undefined) return [...fields];
  return [separator, first, ...others.flatMap((field) => [separator, field])];
}

const hasSelectOnlyRole = deriveOnce(({ permissions }: DocTypeMeta): boolean => {
  const rolesWith = (right: 'select' | 'read') =>
    permissions.filter(({ permlevel, rights }) => permlevel === 0 && rights.has(right)).map(({ role }) => role);
  const readers = new Set(rolesWith('read'));
  return rolesWith('select').some((role) => !readers.has(role));
});
