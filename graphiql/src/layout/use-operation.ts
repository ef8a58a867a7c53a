import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { parse as parseJsonc } from 'jsonc-parser';
import { toHeaders } from '../run/fetcher.ts';
import { operationOf, titleOf } from '../run/operation-of.ts';
import { type EditedOperation, showPlan } from '../run/plan.ts';
import type { OperationText } from '../storage/operation-text.ts';
import { DEFAULT_QUERY } from './default-query.ts';
import { isPhone, view } from './view.ts';

/** The page's actions on the operation in the editors. */
interface OperationActions {
  /** The text as it is now. */
  read(): OperationText;
  /** Stops what runs, and opens a new tab. */
  addTab(): void;
  /** Puts an operation into the active tab, or into a new one if the active one has something else. */
  open(operation: OperationText): void;
  /** Runs it, or stops it. */
  run(): void;
  /** Asks for its plan. */
  plan(): void;
}

/** The operation in the editors of the active tab. */
export function useOperation(): OperationActions {
  const actions = useGraphiQLActions();
  const { queryEditor, variableEditor, headerEditor, operationName } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    headerEditor: state.headerEditor,
    operationName: state.operationName,
  }));
  const read = () => ({ query: queryEditor?.getValue() ?? '', variables: variableEditor?.getValue() ?? '' });
  const addTab = () => {
    // As when tabs are changed: an answer that comes later would be shown in the new one.
    actions.stop();
    actions.addTab();
  };
  return {
    read,
    addTab,
    open: ({ query, variables }) => {
      const current = read().query.trim();
      if (current !== '' && current !== DEFAULT_QUERY.trim() && current !== query.trim()) addTab();
      queryEditor?.setValue(query);
      variableEditor?.setValue(variables);
      if (isPhone()) view.update({ panel: null, half: 'query' });
    },
    run: () => void actions.run(),
    plan: () => {
      const edited: EditedOperation = {
        query: read().query,
        variables: parseJsonc(read().variables || '{}', [], { allowTrailingComma: true }),
        headers: toHeaders(parseJsonc(headerEditor?.getValue() || '{}', [], { allowTrailingComma: true })),
        operationName: operationName ?? null,
      };
      void showPlan(edited);
    },
  };
}

/** The title of the operation of the active tab, and its kind. */
export function useOperationTitle(): { readonly title: string; readonly kind: string } {
  const { documentAST, operationName } = useGraphiQL((state) => ({
    documentAST: state.documentAST,
    operationName: state.operationName,
  }));
  const operation = operationOf(documentAST, operationName);
  return { title: titleOf(operation), kind: operation?.operation ?? 'query' };
}
