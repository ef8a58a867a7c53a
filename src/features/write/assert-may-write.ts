import { GatewayError } from '../../errors.ts';
import type { DocFieldMeta, DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { permlevelsWith } from '../../query/execution/permission/permlevels.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { type DocInput, rowsOf } from './doc-input.ts';

/** A docfield of an input that not everybody may write. */
interface GuardedInput {
  docfield: DocFieldMeta;
  path: string;
  /** Whether it has a value already, which a mask may keep from the caller. */
  isStored: boolean;
}

/**
 * Refuses values that Frappe would drop, and answer as if nothing had happened: those above the permlevels that the
 * caller may write, and those that it masks for the caller in stored values (frappe/model/document.py,
 * `validate_higher_perm_levels`, `_restore_masked_fields_from_db`). Asks for the caller's roles only where the input
 * has such a docfield.
 *
 * @param isNew whether the document is only made now.
 * @throws GatewayError `FORBIDDEN`
 */
export async function assertMayWrite(
  scope: RequestScope,
  doctype: DocTypeMeta,
  input: DocInput,
  isNew: boolean,
): Promise<void> {
  for (const { docfield, path, isStored } of guardedInputs(input)) {
    const { roles, isAdministrator } = await scope.identity();
    if (isAdministrator) continue;
    if (roles === null) throw refused(docfield, path, ': your roles cannot be found out');
    const { permlevel, isMasked } = docfield;
    const mayWrite = permlevel === 0 || permlevelsWith('write', doctype, roles).has(permlevel);
    const isKept = isMasked && isStored && !isNew && !permlevelsWith('mask', doctype, roles).has(permlevel);
    if (!mayWrite || isKept) throw refused(docfield, path);
  }
}

function refused({ fieldname }: DocFieldMeta, path: string, reason = ''): GatewayError {
  return new GatewayError('FORBIDDEN', `You are not allowed to write ${fieldname}${reason}.`, { field: path });
}

/** The guarded docfields that an input sets, those of rows among them: the parent's permissions decide. */
export function guardedInputs(input: DocInput): GuardedInput[] {
  const rows = input.tables.flatMap(rowsOf);
  const own = [...input.fields, ...input.tables].map(({ docfield, path }) => ({ docfield, path, isStored: true }));
  const ofRows = rows.flatMap(({ name, fields }) =>
    fields.map(({ docfield, path }) => ({ docfield, path, isStored: name !== null })),
  );
  return [...own, ...ofRows].filter(({ docfield }) => docfield.permlevel > 0 || docfield.isMasked);
}
