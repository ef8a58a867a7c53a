import { deriveOnce } from '../../derive-once.ts';
import { type DocTypeMeta, isInLists } from '../../metadata/doctype-meta.ts';

/**
 * Whether only whole documents have a field: lists return neither what a controller computes nor, up to v16, a column
 * that is called like an optional one. A virtual DocType has no columns: its documents and lists are whole already.
 */
export function isInDocumentsOnly(doctype: DocTypeMeta, fieldname: string): boolean {
  return documentFieldsOf(doctype).has(fieldname);
}

const documentFieldsOf = deriveOnce((doctype: DocTypeMeta): ReadonlySet<string> => {
  const fields = doctype.isVirtual
    ? []
    : doctype.docfields.filter(({ isVirtual, fieldname }) => isVirtual || isLeftOut(doctype, fieldname));
  return new Set(fields.map(({ fieldname }) => fieldname));
});

/** Columns of a child DocType can be joined from its parents, whose tables have the optional columns. */
function isLeftOut(doctype: DocTypeMeta, fieldname: string): boolean {
  return !doctype.isChild && !isInLists(doctype, fieldname);
}
