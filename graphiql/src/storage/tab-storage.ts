import { newId } from './new-id.ts';

const TABS = 'graphiql:tabState';

/** An operation with its variables, as text. */
export interface OperationText {
  readonly query: string;
  readonly variables: string;
}

interface StoredTabs {
  activeTabIndex: number;
  tabs: Record<string, unknown>[];
}

/** GraphiQL keeps these next to the tabs, and takes a difference between both for a new tab. Headers are never kept. */
const NOT_KEPT = /^graphiql:(?:query|variables|headers|shouldPersistHeaders)$/;

/** The storage of GraphiQL: its tabs and the theme. */
export const tabStorage: Storage = {
  get length() {
    return localStorage.length;
  },
  key: (index) => localStorage.key(index),
  getItem: (name) => (NOT_KEPT.test(name) ? null : localStorage.getItem(name)),
  setItem: (name, value) => {
    if (!NOT_KEPT.test(name)) localStorage.setItem(name, value);
  },
  removeItem: (name) => localStorage.removeItem(name),
  clear: () => localStorage.clear(),
};

/** Deletes what earlier versions of the page have stored: headers, API keys among them. */
export function forgetHeaders(): void {
  for (const name of ['headers', 'shouldPersistHeaders', 'query', 'variables', 'queries', 'favorites'])
    localStorage.removeItem(`graphiql:${name}`);
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
  return tab ? { query: String(tab.query ?? ''), variables: String(tab.variables ?? '') } : null;
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
    const state = JSON.parse(localStorage.getItem(TABS) ?? 'null') as StoredTabs | null;
    return Array.isArray(state?.tabs) ? state : null;
  } catch {
    return null;
  }
}

function writeTabs(state: StoredTabs): void {
  localStorage.setItem(TABS, JSON.stringify(state));
}
