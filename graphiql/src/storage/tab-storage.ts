import { browserStorage } from './browser-storage.ts';
import { newId } from './new-id.ts';
import { type OperationText, withoutSecrets } from './operation-text.ts';

const TABS = 'graphiql:tabState';

interface StoredTabs {
  activeTabIndex: number;
  tabs: Record<string, unknown>[];
}

/** GraphiQL keeps these next to the tabs, and takes a difference between both for a new tab. */
const NOT_KEPT = /^graphiql:(?:query|variables|headers|shouldPersistHeaders)$/;

/** The storage of GraphiQL: its tabs, without headers and passwords, and the theme. */
export const tabStorage: Storage = {
  getItem: (name) => (NOT_KEPT.test(name) ? null : browserStorage.getItem(name)),
  setItem: (name, value) => {
    if (name === TABS) writeTabs(JSON.parse(value) as StoredTabs);
    else if (!NOT_KEPT.test(name)) browserStorage.setItem(name, value);
  },
  removeItem: browserStorage.removeItem,
  // GraphiQL uses only the methods above.
  length: 0,
  key: () => null,
  clear: () => undefined,
};

/** Deletes what earlier versions of the page have stored: headers, API keys among them. */
export function forgetHeaders(): void {
  for (const name of ['headers', 'shouldPersistHeaders', 'query', 'variables', 'queries', 'favorites'])
    browserStorage.removeItem(`graphiql:${name}`);
  const state = readTabs();
  if (state !== null) writeTabs({ ...state, tabs: state.tabs.map((tab) => ({ ...tab, headers: null })) });
}

/** Makes an operation the active tab, in the tab that has it already if there is one. */
export function openTab({ query, variables }: OperationText): void {
  const state = readTabs() ?? { activeTabIndex: 0, tabs: [] };
  const known = state.tabs.findIndex((tab) => tab.query === query && (tab.variables ?? '') === variables);
  if (known !== -1) {
    writeTabs({ ...state, activeTabIndex: known });
    return;
  }
  const tab = { id: newId(), title: '<untitled>', query, variables, headers: null };
  const made = { ...tab, hash: null, operationName: null, response: null };
  writeTabs({ activeTabIndex: state.tabs.length, tabs: [...state.tabs, made] });
}

/** The operation of the active tab; null on a first visit. */
export function readActiveTab(): OperationText | null {
  const state = readTabs();
  const tab = state?.tabs[state.activeTabIndex];
  return tab ? textOf(tab) : null;
}

/** Keeps what was typed in the last moments before the page is left. Headers and answers are not kept. */
export function keepTabs(tabs: readonly object[], activeTabIndex: number, active: OperationText): void {
  const kept = tabs.map((tab, index) => {
    const typed = index === activeTabIndex ? active : {};
    return { ...tab, ...typed, hash: null, headers: null, response: null };
  });
  writeTabs({ activeTabIndex, tabs: kept });
}

function readTabs(): StoredTabs | null {
  try {
    const state = JSON.parse(browserStorage.getItem(TABS) ?? 'null') as StoredTabs | null;
    return Array.isArray(state?.tabs) ? state : null;
  } catch {
    return null;
  }
}

function writeTabs({ activeTabIndex, tabs }: StoredTabs): void {
  const kept = tabs.map((tab) => ({ ...tab, ...withoutSecrets(textOf(tab)) }));
  browserStorage.setItem(TABS, JSON.stringify({ activeTabIndex, tabs: kept }));
}

function textOf({ query, variables }: Record<string, unknown>): OperationText {
  return { query: String(query ?? ''), variables: String(variables ?? '') };
}
