import type { AnswerError } from '../gateway.ts';
import { createStore, type Store } from '../store.ts';
import type { CallReport, Cost, PlanReport } from './reports.ts';

/** The last operation that ran. */
export interface LastRun {
  readonly title: string;
  readonly kind: string;
  /** Null while it runs. */
  readonly ms: number | null;
  readonly cost: Cost | null;
  /** Null if the gateway does not show them. */
  readonly calls: CallReport | null;
  readonly errors: readonly AnswerError[];
}

/** The last plan that was asked for. */
export interface LastPlan {
  readonly title: string;
  /** Null while it is asked for, and if it was refused. */
  readonly report: PlanReport | null;
  readonly cost: Cost | null;
  readonly errors: readonly AnswerError[];
}

/** An event of a subscription, or a change of its connection. */
export interface StreamEvent {
  readonly id: number;
  /** ms since 1970. */
  readonly at: number;
  readonly kind: 'next' | 'error' | 'state';
  readonly text: string;
}

/** The connection of a subscription. */
export type StreamState = 'closed' | 'connecting' | 'open';

/** The reports of one tab of operations. */
export interface TabReports {
  readonly run: LastRun | null;
  readonly plan: LastPlan | null;
  /** Whether the calls or the plan came last. */
  readonly newest: 'run' | 'plan';
  readonly stream: StreamState;
  readonly events: readonly StreamEvent[];
  /** How many events came since the subscription began, the ones that are no longer listed included. */
  readonly received: number;
}

interface RunState {
  /** The active tab. */
  readonly tab: string;
  /** Of each open tab. */
  readonly byTab: Readonly<Record<string, TabReports>>;
}

/** The content of the tabs next to the answer. */
export const runState: Store<RunState> = createStore<RunState>({ tab: '', byTab: {} });

const NO_REPORTS: TabReports = { run: null, plan: null, newest: 'run', stream: 'closed', events: [], received: 0 };

/** Tabs as GraphiQL has them. */
interface OpenTabs {
  readonly tabs: readonly { readonly id: string }[];
  readonly activeTabIndex: number;
}

/** Notes which tabs are open and which one is active, and drops the reports of those that were closed. */
export function noteTabs({ tabs, activeTabIndex }: OpenTabs): void {
  const { tab: before, byTab } = runState.get();
  const tab = tabs[activeTabIndex]?.id ?? '';
  const isKnown = tabs.length === Object.keys(byTab).length && tabs.every(({ id }) => id in byTab);
  if (isKnown && tab === before) return;
  runState.set({ tab, byTab: Object.fromEntries(tabs.map(({ id }) => [id, byTab[id] ?? NO_REPORTS])) });
}

/** The reports of the active tab. */
export function reportsOf({ tab, byTab }: RunState): TabReports {
  return byTab[tab] ?? NO_REPORTS;
}

/** Changes the reports of a tab, which may no longer be the active one, or no longer be open. */
export function report(tab: string, changes: Partial<TabReports>): void {
  const { byTab } = runState.get();
  const before = byTab[tab];
  if (before !== undefined) runState.update({ byTab: { ...byTab, [tab]: { ...before, ...changes } } });
}

const MOST_EVENTS = 500;
let lastId = 0;

/** Adds a line to the log of events of a tab. */
export function logEvent(tab: string, kind: StreamEvent['kind'], text: string): void {
  const { events, received } = runState.get().byTab[tab] ?? NO_REPORTS;
  lastId += 1;
  const event = { id: lastId, at: Date.now(), kind, text };
  report(tab, { events: [event, ...events].slice(0, MOST_EVENTS), received: received + (kind === 'next' ? 1 : 0) });
}

/** Empties the log of a tab. */
export function clearEvents(tab: string): void {
  report(tab, { events: [], received: 0 });
}
