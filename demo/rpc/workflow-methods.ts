import type { Row } from '../database/demo-database.ts';
import { documentMeta, loadPermitted } from '../documents/read-document.ts';
import { FrappeError, frappeThrow } from '../frappe-error.ts';
import { jsonParameter, textParameter } from '../http/parameters.ts';
import type { RpcCall, RpcMethods } from '../site-context.ts';
import { transitionsFor, workflowOf } from '../writes/workflow.ts';
import { updateDocument } from '../writes/write-document.ts';

/** frappe/model/workflow.py */
export const WORKFLOW_METHODS: RpcMethods = {
  'frappe.model.workflow.get_transitions': { run: getTransitions },
  'frappe.model.workflow.apply_workflow': { run: applyWorkflow },
};

function getTransitions(call: RpcCall): unknown {
  const { doc, workflow } = loadDoc(call);
  return transitionsFor(call.context, workflow, doc).map((row) => ({ ...row, doctype: 'Workflow Transition' }));
}

function applyWorkflow(call: RpcCall): unknown {
  const { context, parameters } = call;
  const { doctype, doc, workflow } = loadDoc(call);
  const action = textParameter(parameters.action);
  const transition = transitionsFor(context, workflow, doc).find((row) => row.action === action);
  if (transition === undefined) throw workflowError('WorkflowTransitionError', 'Not a valid Workflow Action');
  const state = workflow.states.find((row) => row.state === transition.next_state);
  const values = { [workflow.stateField]: transition.next_state, docstatus: Number(state?.doc_status ?? 0) };
  return updateDocument(context, doctype, String(doc.name), values);
}

function loadDoc({ context, parameters }: RpcCall) {
  const { doctype, name } = jsonParameter(parameters.doc) as Row;
  const meta = documentMeta(context, String(doctype));
  const doc = loadPermitted(context, meta, String(name), 'read');
  const workflow = workflowOf(context, meta.name);
  if (workflow === undefined || !doc[workflow.stateField]) {
    throw workflowError('WorkflowStateError', 'Workflow State not set');
  }
  return { doctype: meta.name, doc, workflow };
}

function workflowError(excType: string, message: string): FrappeError {
  const { details } = frappeThrow(excType, message);
  return new FrappeError({ ...details, module: 'frappe.model.workflow.' });
}
