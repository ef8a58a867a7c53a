import { GatewayError } from '../../../errors.ts';
import { toReadMethodRequest } from '../../../frappe/method-request.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { RequestScope } from '../scope/request-scope.ts';

/**
 * Asks the site what the caller may do with a document (frappe/client.py, `get_doc_permissions`).
 *
 * @returns the names of the rights (`read`, `write`, `submit` …) that they have.
 */
export async function readPermissions(
  scope: RequestScope,
  doctype: DocTypeMeta,
  name: string,
): Promise<ReadonlySet<string>> {
  const args = { doctype: doctype.name, docname: name };
  const { body } = await scope.client.send(
    toReadMethodRequest('frappe.client.get_doc_permissions', args),
    scope.caller,
  );
  const permissions = (body.message as { permissions?: unknown } | undefined)?.permissions;
  if (typeof permissions !== 'object' || permissions === null) {
    throw new GatewayError('UPSTREAM_CONTRACT', "Expected the caller's rights on a document from the site.");
  }
  const rights = Object.keys(permissions).filter((right) => (permissions as Record<string, unknown>)[right] === 1);
  // For a document that is only shared, the site reports no rights at all, but the caller has just read it.
  return new Set(['read', ...rights]);
}
