import { GatewayError } from '../../errors.ts';
import { isJsonObject } from '../../exact-json.ts';
import { toMethodRequest } from '../../frappe/method-request.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { allExactKeys } from '../../query/execution/rows/exact-keys.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { chooseMapping, type MappedSource } from './choose-mapping.ts';

/**
 * Asks the site to map a document, as the caller. The call is a GET, whose changes the site rolls back: the functions
 * only make an unsaved document.
 *
 * @throws GatewayError `UPSTREAM_CONTRACT` if the answer is not such a document.
 */
export async function mapDoc(scope: RequestScope, target: DocTypeMeta, source: MappedSource): Promise<Row> {
  const { path, source: doctype, nameArgument, doctypeArgument } = await chooseMapping(scope, source);
  const named = { [nameArgument]: source.name, ...(doctypeArgument === null ? {} : { [doctypeArgument]: doctype }) };
  const call = { path, verb: 'GET', args: { ...source.args, ...named }, isRead: true, canPost: true } as const;
  const request = { ...toMethodRequest(call), exactNumbers: allExactKeys(scope.model.doctypes, target) };
  const { message } = (await scope.client.send(request, scope.caller)).body;
  if (isJsonObject(message) && message.doctype === target.name) return { ...message };
  throw new GatewayError('UPSTREAM_CONTRACT', `Expected ${path} to answer a ${target.name}.`);
}
