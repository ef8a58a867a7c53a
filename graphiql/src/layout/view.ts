import { createStore, type Store } from '../store.ts';

/** A panel next to the editors. */
export type PanelName = 'docs' | 'history' | 'code';

/** The tabs next to the answer. */
export type AnswerTab = 'answer' | 'calls' | 'events';

interface View {
  readonly panel: PanelName | null;
  readonly tab: AnswerTab;
  /** Which of both a phone shows. */
  readonly half: 'query' | 'answer';
  /** The part of the schema that the docs show: a DocType or a type; null for the list. */
  readonly docs: string | null;
}

/** The parts of the page that are shown. */
export const view: Store<View> = createStore<View>({ panel: null, tab: 'answer', half: 'query', docs: null });

/** Shows a tab next to the answer. */
export function showTab(tab: AnswerTab): void {
  view.update({ tab, half: 'answer', ...(isPhone() ? { panel: null } : {}) });
}

/** Shows a run that begins: its events if there will be some, else its answer or its calls. */
export function showRun(isStreamed: boolean): void {
  const { tab } = view.get();
  showTab(isStreamed ? 'events' : tab === 'events' ? 'answer' : tab);
}

/** Opens a panel, or closes it if it is open. */
export function togglePanel(panel: PanelName): void {
  view.update({ panel: view.get().panel === panel ? null : panel });
}

/** Shows the docs of a type. */
export function showDocs(docs: string | null): void {
  view.update({ panel: 'docs', docs });
}

/** Whether there is room for one part of the page only, as in style.css. */
export function isPhone(): boolean {
  return matchMedia('(max-width: 700px)').matches;
}
