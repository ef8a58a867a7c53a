import { type DocFieldMeta, type DocTypeCatalog, type DocTypeMeta, isTable } from '../../metadata/doctype-meta.ts';
import type { DocFieldEntry } from './doctype-entry.ts';
import { keepsReadOnly } from './read-only-fields.ts';
import type { SchemaConfig } from './schema-config.ts';
import { isStandardField } from './standard-fields.ts';

/** Columns of a tree that Frappe keeps itself (frappe/utils/nestedset.py). */
const TREE_FIELDNAMES: ReadonlySet<string> = new Set(['lft', 'rgt', 'old_parent']);

/** Whether a value for a docfield is lost, whatever the configuration says: the site computes it, or throws it away. */
export function isNeverWritable(meta: DocTypeMeta, { fieldname, isVirtual }: DocFieldMeta): boolean {
  return isVirtual || fieldname === 'flags' || (meta.isTree && TREE_FIELDNAMES.has(fieldname));
}

/**
 * The docfields that a caller can give values to. Computed and fetched ones are left out, unless the configuration
 * names them.
 */
export function writableFields(
  meta: DocTypeMeta,
  fields: readonly DocFieldEntry[],
  config: SchemaConfig,
  doctypes: DocTypeCatalog,
): DocFieldEntry[] {
  const named = new Set(config.writable.fields);
  return fields.filter(({ docfield, kind }) => {
    const { fieldname, fieldtype, isReadOnly } = docfield;
    if (isStandardField(fieldname) || isNeverWritable(meta, docfield)) return false;
    if (isTable(docfield) && kind.kind !== 'childTable') return false;
    if (named.has(`${meta.name}.${fieldname}`)) return true;
    return fieldtype !== 'Read Only' && (!isReadOnly || keepsReadOnly(meta, docfield, doctypes));
  });
}
