import { GatewayError } from '../../errors.ts';
import type { DocFieldMeta, DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { RequestScope } from '../request-scope.ts';
import { type DocInput, rowsOf } from './doc-input.ts';

/**
 * Refuses values for docfields whose permlevel the caller may not write: Frappe would keep the old ones, and answer as
 * if nothing had happened (frappe/model/document.py, `validate_higher_perm_levels`). Asks for the caller's roles only
 * where the input has such a docfield.
 *
 * @throws GatewayError `FORBIDDEN`
 */
export async function assertMayWrite(scope: RequestScope, doctype: DocTypeMeta, input: DocInput): Promise<void> {
  for (const { docfield, path } of privilegedFields(input)) {
    const { roles } = await scope.identity();
    if (mayWrite(doctype, docfield.permlevel, roles)) continue;
    throw new GatewayError('FORBIDDEN', `You may not write ${docfield.fieldname}.`, { field: path });
  }
}

/** The docfields above permlevel 0 that an input sets, those of rows among them: the parent's permissions decide. */
export function privilegedFields(input: DocInput): { docfield: DocFieldMeta; path: string }[] {
  const rows = input.tables.flatMap(rowsOf);
  return [...input.fields, ...input.tables, ...rows.flatMap((row) => row.fields)].filter(
    ({ docfield }) => docfield.permlevel > 0,
  );
}

function mayWrite(doctype: DocTypeMeta, permlevel: number, roles: ReadonlySet<string>): boolean {
  return doctype.permissions.some(
    (permission) => permission.permlevel === permlevel && permission.rights.has('write') && roles.has(permission.role),
  );
}
