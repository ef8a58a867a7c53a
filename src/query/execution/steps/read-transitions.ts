import { readRows } from '../../../frappe/envelope.ts';
import { toReadMethodRequest } from '../../../frappe/method-request.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { RequestScope } from '../scope/request-scope.ts';

/** A transition of a document in its workflow. */
export interface WorkflowTransition {
  action: string;
  nextState: string;
}

/**
 * Asks the site what the caller may do with a document in its workflow: the caller's roles and its conditions decide.
 */
export async function readTransitions(
  scope: RequestScope,
  doctype: DocTypeMeta,
  name: string,
): Promise<WorkflowTransition[]> {
  const doc = JSON.stringify({ doctype: doctype.name, name });
  const answer = await scope.client.send(
    toReadMethodRequest('frappe.model.workflow.get_transitions', { doc }),
    scope.caller,
  );
  return readRows(answer).map((row) => ({ action: String(row.action), nextState: String(row.next_state) }));
}
