import { type DocTypeMeta, tableFieldsOf } from '../meta/doctype-meta.ts';
import { metaOf, type SiteContext } from '../site-context.ts';

/** The child tables of a DocType that the database has: rows of virtual DocTypes come from their controllers. */
export function storedTables(context: SiteContext, meta: DocTypeMeta): { fieldname: string; child: DocTypeMeta }[] {
  const tables = tableFieldsOf(meta).map(({ fieldname, options }) => ({
    fieldname,
    child: metaOf(context, String(options)),
  }));
  return tables.filter(({ child }) => !child.isVirtual);
}
