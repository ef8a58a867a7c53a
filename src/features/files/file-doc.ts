import { badUserInput, hasCode } from '../../errors.ts';
import { readDocument } from '../../frappe/envelope.ts';
import { toReadMethodRequest } from '../../frappe/method-request.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';

/**
 * Reads a File document as the caller. The name of a folder has slashes, which proxies change in paths, so it is sent
 * as a parameter.
 *
 * @throws GatewayError `NOT_FOUND`, `FORBIDDEN`
 */
export async function readFileDoc(scope: RequestScope, name: string): Promise<Row> {
  const args = { doctype: 'File', name };
  const request = toReadMethodRequest('frappe.client.get', args, { doctype: 'File', names: [name] });
  return readDocument(await scope.client.send(request, scope.caller));
}

/** Reads a File that is not a folder. @throws GatewayError also `BAD_USER_INPUT` if it is one. */
export async function readPlainFile(scope: RequestScope, name: string): Promise<Row> {
  const file = await readFileDoc(scope, name);
  if (file.is_folder) throw badUserInput(`name: ${name} is a folder. Name a file.`, 'name');
  return file;
}

/**
 * Sites take any File for a folder, and put files where nobody finds them.
 *
 * @throws GatewayError `BAD_USER_INPUT` if there is no folder of that name.
 */
export async function assertFolder(scope: RequestScope, folder: string, field: string): Promise<void> {
  const file = await readFileDoc(scope, folder).catch((error: unknown) => {
    if (hasCode(error, 'NOT_FOUND')) return null;
    throw error;
  });
  if (!file?.is_folder) throw badUserInput(`${field}: ${folder} is not a folder of the site.`, field);
}
