import { HeaderEditor, QueryEditor, Spinner, useGraphiQL, useMonaco, VariableEditor } from '@graphiql/react';
import { getNamedType } from 'graphql';
import { type ComponentProps, useEffect, useState } from 'react';
import { Split } from './split.tsx';
import { TabList, TabPanel } from './tab-list.tsx';
import { Toolbar } from './toolbar.tsx';
import { isPhone, showDocs } from './view.ts';

type Tool = 'variables' | 'headers';

const TOOLS = [
  { id: 'variables', label: 'Variables' },
  { id: 'headers', label: 'Headers' },
] as const;

/** The editors of the operation, its variables and its headers. */
export function Editors() {
  const hasMonaco = useMonaco((state) => Boolean(state.monaco));
  const [tool, setTool] = useState<Tool>('variables');
  useEditorOptions();
  if (!hasMonaco) return <Spinner />;
  return (
    <section className="editors" aria-label="Operation">
      <Toolbar />
      <Split
        label="Height of the operation"
        direction="column"
        initial={72}
        name="tools"
        first={<QueryEditor onClickReference={showReference} />}
        second={
          <>
            <TabList label="Inputs of the operation" tabs={TOOLS} selected={tool} onSelect={setTool} />
            <TabPanel id="variables" isShown={tool === 'variables'}>
              <VariableEditor />
            </TabPanel>
            <TabPanel id="headers" isShown={tool === 'headers'}>
              <HeaderEditor />
            </TabPanel>
          </>
        }
      />
    </section>
  );
}

type Reference = Parameters<NonNullable<ComponentProps<typeof QueryEditor>['onClickReference']>>[0];

/** Opens the docs of what was clicked with Ctrl. */
function showReference({ typeInfo }: Reference): void {
  const { fieldDef, parentType, type } = typeInfo;
  const owner = parentType ? getNamedType(parentType).name : '';
  const shown = fieldDef?.type ?? type;
  if (fieldDef && /^(?:Query|Mutation|Subscription)$/.test(owner)) showDocs(`${owner}.${fieldDef.name}`);
  else if (shown) showDocs(getNamedType(shown).name);
}

const FONT = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';

const LABELS = {
  queryEditor: 'Operation',
  variableEditor: 'Variables',
  headerEditor: 'Headers',
  responseEditor: 'Answer',
} as const;

type EditorName = keyof typeof LABELS;

/** Fonts of the system, and names for screen readers. */
function useEditorOptions(): void {
  const editors = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    headerEditor: state.headerEditor,
    responseEditor: state.responseEditor,
  }));
  const { queryEditor, variableEditor, headerEditor, responseEditor } = editors;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each editor counts, and not the object around them
  useEffect(() => {
    const size = isPhone() ? 14 : 13;
    for (const name of Object.keys(LABELS) as EditorName[]) {
      editors[name]?.updateOptions({
        fontFamily: FONT,
        fontSize: size,
        lineHeight: size + 7,
        padding: { top: 10, bottom: 10 },
        ariaLabel: LABELS[name],
        fixedOverflowWidgets: true,
        folding: !isPhone(),
        // Messages of errors are long.
        wordWrap: isPhone() || name === 'responseEditor' ? 'on' : 'off',
        lineNumbersMinChars: 3,
        renderFinalNewline: 'on',
      });
    }
  }, [queryEditor, variableEditor, headerEditor, responseEditor]);
}
