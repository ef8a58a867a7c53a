import { GatewayError } from '../../errors.ts';
import { type DocMethodCall, toDocMethodRequest } from '../../frappe/method-request.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { allExactKeys } from '../../query/execution/rows/exact-keys.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { DocPlan, Row } from '../../query/plan/read-plan.ts';
import { assertName } from '../write/assert-name.ts';
import { showWritten } from '../write/written-doc.ts';
import { type MethodResult, sendCall, toMethodResult } from './call-method.ts';

/** The result of a method of a document, with the document as the method left it. */
export interface DocMethodResult extends MethodResult {
  /** Null if nothing of it is asked for; an error if it could not be shown. */
  doc: Row | Error | null;
}

/**
 * Calls a method of a document as the caller. The document comes along in the answer, with changes that the method did
 * not save; it is shown as a query would show it.
 *
 * @param plan what is asked of the document, or null.
 */
export async function callDocMethod(
  scope: RequestScope,
  doctype: DocTypeMeta,
  call: DocMethodCall,
  plan: DocPlan | null,
): Promise<DocMethodResult> {
  assertName(call.name, 'name');
  const exactNumbers = plan === null ? [] : allExactKeys(scope.model.doctypes, doctype);
  const answer = await sendCall(scope, toDocMethodRequest(call, exactNumbers));
  const result = toMethodResult(answer, call);
  if (plan === null) return { ...result, doc: null };
  const docs = answer.body.docs;
  const doc: unknown = Array.isArray(docs) ? docs[0] : undefined;
  if (typeof doc !== 'object' || doc === null) return { ...result, doc: withoutDoc() };
  return { ...result, doc: (await showWritten(scope, { doctype, plan }, { ...doc }, result.messages)).doc };
}

/** A document that cannot be shown does not fail the method. */
function withoutDoc(): GatewayError {
  return new GatewayError('UPSTREAM_CONTRACT', 'Expected the document next to the result of its method.');
}
