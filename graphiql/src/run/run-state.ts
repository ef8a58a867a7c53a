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
}

interface RunState {
  /** The active tab. */
  readonly tab: string;
  readonly byTab: Readonly<Record<string, TabReports>>;
  readonly stream: StreamState;
  readonly events: readonly StreamEvent[];
  /** How many events came since the subscription began, the ones that are no longer listed included. */
  readonly received: number;
}

/** The content of the tabs next to the answer. */
export const runState: Store<RunState> = createStore<RunState>({
  tab: '',
  byTab: {},
  stream: 'closed',
  events: [],
  received: 0,
});

const NO_REPORTS: TabReports = { run: null, plan: null, newest: 'run' };

/** The reports of the active tab. */
export function reportsOf({ tab, byTab }: RunState): TabReports {
  return byTab[tab] ?? NO_REPORTS;
}

/** Changes the reports of a tab, which may no longer be the active one. */
export function report(tab: string, changes: Partial<TabReports>): void {
  const { byTab } = runState.get();
  runState.update({ byTab: { ...byTab, [tab]: { ...(byTab[tab] ?? NO_REPORTS), ...changes } } });
}

const MOST_EVENTS = 500;
let lastId = 0;

/** Adds a line to the log of events. */
export function logEvent(kind: StreamEvent['kind'], text: string): void {
  const { events, received } = runState.get();
  lastId += 1;
  const event = { id: lastId, at: Date.now(), kind, text };
  runState.update({ events: [event, ...events].slice(0, MOST_EVENTS), received: received + (kind === 'next' ? 1 : 0) });
}

/** Empties the log. */
export function clearEvents(): void {
  runState.update({ events: [], received: 0 });
}
