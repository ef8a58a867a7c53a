import { translate } from '../../metadata/translations.ts';
import type { DocWorkflow, LabelledTransition } from '../../query/execution/steps/workflow-step.ts';
import { type Row, WORKFLOW_KEY } from '../../query/plan/read-plan.ts';
import { valueOrThrow } from '../../query/plan/refused-value.ts';
import { readExtension } from '../../query/planner/field-read.ts';
import type { SchemaParts } from '../builder/builder.ts';

/** `_meta { workflow { state transitions { action nextState } } }` */
export function addWorkflowFields(parts: SchemaParts): void {
  const { builder } = parts;
  const transition = builder.objectRef<LabelledTransition>('WorkflowTransition').implement({
    description: 'A transition that the caller may apply to a document in its workflow.',
    fields: (t) => ({
      action: t.exposeString('action', { description: 'The name of the action, for `applyWorkflow…`.' }),
      label: t.exposeString('label', { description: "The action in the caller's language." }),
      nextState: t.exposeString('nextState', { description: 'The state that it leads to.' }),
      nextStateLabel: t.exposeString('nextStateLabel', { description: "That state in the caller's language." }),
    }),
  });
  const workflow = builder.objectRef<DocWorkflow>('DocumentWorkflow').implement({
    description: 'The state of a document in its workflow.',
    fields: (t) => ({
      state: t.string({
        description: 'The state that it is in.',
        resolve: ({ state }) => toStateName(state),
      }),
      stateLabel: t.string({
        description: "That state in the caller's language.",
        resolve: ({ state, translations }) => {
          const shown = toStateName(state);
          return shown === null ? null : translate(translations, shown);
        },
      }),
      transitions: t.field({
        type: [transition],
        description: 'The transitions that the caller may apply now. Costs a call for each document.',
        resolve: ({ transitions }) => {
          if (transitions instanceof Error) throw transitions;
          return transitions === null ? null : [...transitions];
        },
      }),
    }),
  });
  builder.interfaceField(parts.documentMeta, 'workflow', (t) =>
    t.field({
      type: workflow,
      description: 'The state of the document in its workflow; null if its DocType does not have an active one.',
      extensions: readExtension({ kind: 'workflow' }),
      resolve: (row: Row) => (row[WORKFLOW_KEY] as DocWorkflow | undefined) ?? null,
    }),
  );
}

function toStateName(state: unknown): string | null {
  const shown = valueOrThrow(state) ?? '';
  return shown === '' ? null : String(shown);
}
