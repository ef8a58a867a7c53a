import { toError } from '../../../errors.ts';
import { mapConcurrently } from '../../../metadata/map-concurrently.ts';
import { NO_COST } from '../../plan/cost.ts';
import type { WorkflowStep } from '../../plan/read-plan.ts';
import type { StepKind } from './read-step.ts';
import { readTransitions, type WorkflowTransition } from './read-transitions.ts';

/** The state of a document in its workflow. */
export interface DocWorkflow {
  state: unknown;
  /** Null if they were not asked for; an error if the site did not return them. */
  transitions: readonly WorkflowTransition[] | Error | null;
}

/** Reads the state of each row, which costs nothing, and on request its transitions, by a call a document. */
export const workflowStep: StepKind<WorkflowStep> = {
  async read(step, { scope, doctype, rows }) {
    const names = step.needsTransitions ? [...new Set(rows.map((row) => String(row.name)))] : [];
    const answers = await mapConcurrently(names, scope.limits.concurrentDocuments, (name) =>
      scope.loaders
        .once(JSON.stringify(['workflow', doctype.name, name]), () => readTransitions(scope, doctype, name))
        .catch(toError),
    );
    const byName = new Map(names.map((name, index) => [name, answers[index]]));
    for (const row of rows) {
      const workflow: DocWorkflow = {
        state: row[step.fieldname],
        transitions: byName.get(String(row.name)) ?? null,
      };
      row[step.key] = workflow;
    }
  },
  cost: ({ needsTransitions }, { rows }) => (needsTransitions ? { calls: rows, rows: 0 } : NO_COST),
};
