import { GatewayError } from '../../errors.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { readTransitions } from '../../query/execution/steps/read-transitions.ts';

/**
 * Refuses to submit past a workflow: the site would, and leave the document in a state that no transition led to.
 * Costs a call only where the DocType has an active workflow.
 *
 * @throws GatewayError `INVALID` that names what the workflow allows.
 */
export async function assertNoWorkflow(scope: RequestScope, doctype: DocTypeMeta, name: string): Promise<void> {
  if (doctype.workflowStateField === null) return;
  const transitions = await readTransitions(scope, doctype, name);
  const named = transitions.map(({ action, nextState }) => `${action} (to ${nextState})`).join(', ');
  const allowed = named === '' ? 'You cannot apply any transition of it at present.' : `Its transitions are: ${named}.`;
  throw new GatewayError('INVALID', `${doctype.name} has a workflow, which decides when it is submitted. ${allowed}`, {
    field: 'name',
  });
}
