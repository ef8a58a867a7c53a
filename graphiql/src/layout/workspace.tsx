import { useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';
import { Answer } from '../answer/answer.tsx';
import { CodePanel } from '../panels/code-panel.tsx';
import { DocsPanel } from '../panels/docs-panel.tsx';
import { HistoryPanel } from '../panels/history-panel.tsx';
import { noteTabs } from '../run/run-state.ts';
import { keepTabs } from '../storage/tab-storage.ts';
import { useStore } from '../store.ts';
import { Editors } from './editors.tsx';
import { Icon, type IconName } from './icons.tsx';
import { OperationTabs } from './operation-tabs.tsx';
import { Split } from './split.tsx';
import { type PanelName, togglePanel, view } from './view.ts';

const PANELS = {
  docs: { label: 'Docs', content: DocsPanel },
  history: { label: 'History', content: HistoryPanel },
  code: { label: 'Code', content: CodePanel },
} as const;

/** The panels, the editors and the answer. */
export function Workspace() {
  const { panel, half } = useStore(view);
  useKeptTabs();
  const Content = panel && PANELS[panel].content;
  return (
    <div className="workspace" data-panel={panel ?? 'none'} data-half={half}>
      <Bar />
      {panel && Content && (
        <aside className="panel" aria-label={PANELS[panel].label}>
          <Content />
        </aside>
      )}
      <main>
        <OperationTabs />
        <Split
          label="Width of the operation"
          direction="row"
          initial={50}
          name="halves"
          first={<Editors />}
          second={<Answer />}
        />
      </main>
    </div>
  );
}

/** Opens panels; on a phone, it also changes between the operation and its answer. */
function Bar() {
  const { panel, half } = useStore(view);
  const halves = [
    { name: 'query', label: 'Query', icon: 'query' },
    { name: 'answer', label: 'Answer', icon: 'answer' },
  ] as const;
  return (
    <nav className="bar" aria-label="Panels">
      {halves.map(({ name, label, icon }) => (
        <button
          key={name}
          type="button"
          className="half"
          aria-pressed={panel === null && half === name}
          onClick={() => view.update({ panel: null, half: name })}
        >
          <Icon name={icon} />
          {label}
        </button>
      ))}
      {(Object.keys(PANELS) as PanelName[]).map((name) => (
        <button key={name} type="button" aria-pressed={panel === name} onClick={() => togglePanel(name)}>
          <Icon name={name satisfies IconName} />
          {PANELS[name].label}
        </button>
      ))}
    </nav>
  );
}

/** Notes the tabs that the page begins with, for the reports, and keeps all tabs when the page is left. */
function useKeptTabs(): void {
  const { tabs, activeTabIndex, queryEditor, variableEditor } = useGraphiQL((state) => ({
    tabs: state.tabs,
    activeTabIndex: state.activeTabIndex,
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));
  useEffect(() => noteTabs({ tabs, activeTabIndex }), [tabs, activeTabIndex]);
  useEffect(() => {
    const keep = () => {
      if (queryEditor === undefined) return;
      const active = { query: queryEditor.getValue(), variables: variableEditor?.getValue() ?? '' };
      keepTabs(tabs, activeTabIndex, active);
    };
    addEventListener('pagehide', keep);
    return () => removeEventListener('pagehide', keep);
  }, [tabs, activeTabIndex, queryEditor, variableEditor]);
}
