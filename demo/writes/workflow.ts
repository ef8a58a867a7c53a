import { type Row, tableOf } from '../database/demo-database.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { isAdministrator, type SiteContext } from '../site-context.ts';

/** The active workflow of a DocType. */
export interface ActiveWorkflow {
  stateField: string;
  states: Row[];
  transitions: Row[];
}

/** @returns undefined for a DocType without one. */
export function workflowOf({ database }: SiteContext, doctype: string): ActiveWorkflow | undefined {
  const sql = `SELECT * FROM ${tableOf('Workflow')} WHERE document_type = ? AND is_active = 1`;
  const workflow = database.get(sql, [doctype]);
  if (workflow === undefined) return undefined;
  const rows = (child: string) =>
    database.all(`SELECT * FROM ${tableOf(child)} WHERE parent = ? ORDER BY idx`, [workflow.name]);
  return {
    stateField: String(workflow.workflow_state_field),
    states: rows('Workflow Document State'),
    transitions: rows('Workflow Transition'),
  };
}

/** The transitions of a document that the caller's roles allow. */
export function transitionsFor(context: SiteContext, workflow: ActiveWorkflow, doc: Row): Row[] {
  const { roles } = context.session;
  return workflow.transitions.filter(
    ({ state, allowed }) =>
      state === doc[workflow.stateField] && (isAdministrator(context.session) || roles.has(String(allowed))),
  );
}

/** A new document starts in the first state of its workflow. */
export function setFirstState(context: SiteContext, meta: DocTypeMeta, doc: Row): void {
  const workflow = workflowOf(context, meta.name);
  if (workflow !== undefined) doc[workflow.stateField] ??= workflow.states[0]?.state ?? null;
}
