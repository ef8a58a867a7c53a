import { GatewayError } from '../../errors.ts';
import type { DocFieldMeta, DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { permlevelsWith } from '../../query/execution/permission/permlevels.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { type DocInput, rowsOf } from './doc-input.ts';

/** A docfield of an input that not everybody may write. */
export interface GuardedInput {
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
  const [first] = await refusedInputs(scope, doctype, input, isNew);
  if (first === undefined) return;
  const { roles } = await scope.identity();
  throw refused(first, roles === null ? ': your roles cannot be found out' : '');
}

/** The docfields of an input that the caller is not allowed to write. */
export async function refusedInputs(
  scope: RequestScope,
  doctype: DocTypeMeta,
  input: DocInput,
  isNew: boolean,
): Promise<GuardedInput[]> {
  const guarded = guardedInputs(input);
  if (guarded.length === 0) return [];
  const { roles, isAdministrator } = await scope.identity();
  if (isAdministrator) return [];
  return guarded.filter(({ docfield: { permlevel, isMasked }, isStored }) => {
    if (roles === null) return true;
    const mayWrite = permlevel === 0 || permlevelsWith('write', doctype, roles).has(permlevel);
    const isKept = isMasked && isStored && !isNew && !permlevelsWith('mask', doctype, roles).has(permlevel);
    return !mayWrite || isKept;
  });
}

function refused({ docfield, path }: GuardedInput, reason: string): GatewayError {
  return new GatewayError('FORBIDDEN', `You are not allowed to write ${docfield.fieldname}${reason}.`, { field: path });
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
