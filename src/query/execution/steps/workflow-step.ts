import { toError } from '../../../errors.ts';
import { mapConcurrently } from '../../../metadata/map-concurrently.ts';
import { NO_TRANSLATIONS, type Translations, translate } from '../../../metadata/translations.ts';
import { addCosts, LANGUAGE_COST, NO_COST } from '../../plan/cost.ts';
import type { WorkflowStep } from '../../plan/read-plan.ts';
import type { StepKind } from './read-step.ts';
import { readTransitions, type WorkflowTransition } from './read-transitions.ts';

/** The state of a document in its workflow. */
export interface DocWorkflow {
  state: unknown;
  /** The names of states and actions in the caller's language; empty if no label was asked for. */
  translations: Translations;
  /** Null if they were not asked for; an error if the site did not return them. */
  transitions: readonly LabelledTransition[] | Error | null;
}

/** A transition, with what it is called by in the caller's language. */
export interface LabelledTransition extends WorkflowTransition {
  label: string;
  nextStateLabel: string;
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
    const translations = step.needsLabels && rows.length > 0 ? await scope.translations() : NO_TRANSLATIONS;
    const byName = new Map(names.map((name, index) => [name, withLabels(answers[index] ?? [], translations)]));
    for (const row of rows) {
      const workflow: DocWorkflow = {
        state: row[step.fieldname],
        translations,
        transitions: byName.get(String(row.name)) ?? null,
      };
      row[step.key] = workflow;
    }
  },
  cost: ({ needsTransitions, needsLabels }, { rows }) =>
    addCosts([needsTransitions ? { calls: rows, rows: 0 } : NO_COST, needsLabels ? LANGUAGE_COST : NO_COST]),
};

function withLabels(
  transitions: readonly WorkflowTransition[] | Error,
  translations: Translations,
): readonly LabelledTransition[] | Error {
  if (transitions instanceof Error) return transitions;
  return transitions.map(({ action, nextState }) => ({
    action,
    nextState,
    label: translate(translations, action),
    nextStateLabel: translate(translations, nextState),
  }));
}
