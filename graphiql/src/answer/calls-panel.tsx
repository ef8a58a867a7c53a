import { TabList } from '../layout/tab-list.tsx';
import { useOperation } from '../layout/use-operation.ts';
import type { CallReport, Cost, PlanReport } from '../run/reports.ts';
import { type LastPlan, type LastRun, report, reportsOf, runState } from '../run/run-state.ts';
import { session } from '../session/session.ts';
import { settings } from '../settings.ts';
import { useStore } from '../store.ts';
import { Waterfall, type WaterfallRow } from './waterfall.tsx';

const KINDS = [
  { id: 'run', label: 'As it ran' },
  { id: 'plan', label: 'Plan' },
] as const;

/** The calls that the last operation made, or the plan of one, by rounds. */
export function CallsPanel() {
  const state = useStore(runState);
  const { run, plan, newest } = reportsOf(state);
  const operation = useOperation();
  if (run === null && plan === null) {
    return (
      <div className="empty">
        <p>See which calls an operation makes to the site, in rounds, and what they cost.</p>
        <button type="button" className="outlined" onClick={operation.plan}>
          Plan this operation
        </button>
        <p className="hint">A plan is made from the schema: nothing runs, and the site is not asked.</p>
      </div>
    );
  }
  const isPlan = plan !== null && (newest === 'plan' || run === null);
  const shown = isPlan ? <Planned plan={plan} /> : run && <Ran run={run} />;
  if (run === null || plan === null) return <div className="calls">{shown}</div>;
  return (
    <div className="calls">
      <TabList
        label="Calls as they were made, or planned"
        tabs={KINDS}
        selected={newest}
        onSelect={(kind) => report(state.tab, { newest: kind })}
      />
      <div role="tabpanel" id={`panel-${newest}`} aria-labelledby={`tab-${newest}`}>
        {shown}
      </div>
    </div>
  );
}

function Ran({ run: { title, ms, calls, cost } }: { run: LastRun }) {
  if (ms === null) return <p className="empty">Running …</p>;
  if (calls === null) return <NotShown title={title} cost={cost} />;
  if (calls.calls === 0) return <p className="empty">“{title}” needed no call to the site.</p>;
  return (
    <>
      <Figures
        figures={[
          ['Calls', format(calls.calls), estimated(cost?.calls)],
          ['Rows', format(calls.rows), estimated(cost?.rows)],
          ['Rounds', String(calls.rounds)],
          ['Time at the site', `${format(calls.ms)} ms`],
        ]}
      />
      <Waterfall label={`Calls of ${title}`} rows={toRows(calls)} columns={['rows', 'ms', 'status']} bars="Time" />
      <p className="hint">
        The calls of a round are made at the same time. Estimates are upper bounds, made before the run.
      </p>
    </>
  );
}

function NotShown({ title, cost }: { title: string; cost: Cost | null }) {
  const { user } = useStore(session);
  return (
    <div className="empty">
      <p>
        The calls of “{title}” are not shown to {user ?? 'a guest'}.
      </p>
      {cost && (
        <p>
          Estimated before it ran: {plural(cost.calls, 'call')}, {plural(cost.rows, 'row')}.
        </p>
      )}
      <p className="hint">
        {settings.hasDebugUsers
          ? 'The operator of the gateway names the users who see them, in DEBUG_USERS.'
          : 'Name the users who may see them in the setting DEBUG_USERS of the gateway.'}{' '}
        A plan is shown to everybody who sees the schema.
      </p>
    </div>
  );
}

function Planned({ plan: { title, report: planned, cost, errors } }: { plan: LastPlan }) {
  if (errors.length > 0) {
    return (
      <ul className="errors">
        {errors.map(({ message }) => (
          <li key={message}>{message}</li>
        ))}
      </ul>
    );
  }
  if (planned === null) return <p className="empty">Planning …</p>;
  if (planned.calls.length === 0) return <p className="empty">“{title}” needs no call to the site.</p>;
  const { calls = 0, rows = 0 } = cost ?? {};
  const isOver = calls > planned.limit.calls || rows > planned.limit.rows;
  return (
    <>
      {isOver && (
        <p className="over" role="alert">
          This is more than the gateway allows, so the operation would be refused. Ask for fewer rows.
        </p>
      )}
      <Figures
        figures={[
          ['Calls', `up to ${format(calls)}`, `of ${format(planned.limit.calls)} allowed`],
          ['Rows', `up to ${format(rows)}`, `of ${format(planned.limit.rows)} allowed`],
          ['Rounds', String(planned.rounds)],
        ]}
      />
      <Waterfall label={`Plan of ${title}`} rows={toPlannedRows(planned)} columns={['calls', 'rows']} bars="Order" />
      <p className="hint">
        Nothing ran. The calls of a round are made at the same time. The numbers of child rows are a guess.
      </p>
    </>
  );
}

type Figure = readonly [label: string, value: string, more?: string];

function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className="figures">
      {figures.map(([label, value, more]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {value} {more && <small>{more}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function toRows({ requests, ms: whole }: CallReport): WaterfallRow[] {
  return requests.map(({ request, verb, doctype, round, rows, ms, status, startMs }, index) => ({
    key: `${index}`,
    round,
    verb,
    name: doctype ?? methodOf(request),
    detail: detailOf(request, doctype),
    full: decode(request),
    cells: { rows: format(rows), ms: format(ms), status: status === 0 ? 'none' : String(status) },
    isBad: status === 0 || status >= 400,
    start: whole > 0 ? startMs / whole : 0,
    share: whole > 0 ? ms / whole : 1,
  }));
}

/** Says what a planned call is for. */
const ACTIONS: Readonly<Record<string, string>> = {
  list: 'a page of documents',
  count: 'number of documents',
  aggregate: 'counts and totals',
  document: 'one document',
  documents: 'documents by name',
  childTable: 'rows of a table',
  wholeFields: 'whole documents, one by one',
  backlink: 'documents that link here',
  tree: 'nodes of a tree',
  dynamicLink: 'documents of any DocType',
  filter: 'names that a filter finds',
  roles: 'roles of the caller',
  workflow: 'transitions of a workflow',
  perDocument: 'data of a form, one by one',
  users: 'assigned users',
  write: 'a write',
  call: 'a method',
  title: 'titles',
};

function toPlannedRows({ calls, rounds }: PlanReport): WaterfallRow[] {
  return calls.map(({ round, path, action, doctype, calls: count, rows }, index) => ({
    key: `${index}`,
    round,
    verb: action === 'write' ? 'write' : 'read',
    name: doctype ?? path.at(-1) ?? '',
    detail: ACTIONS[action] ?? action,
    full: path.join(' → '),
    cells: { calls: format(count), rows: format(rows) },
    isBad: false,
    start: (round - 1) / rounds,
    share: 1 / rounds,
  }));
}

function methodOf(request: string): string {
  const [path = ''] = request.replace(/^\w+ /, '').split('?');
  return (
    path
      .replace(/^\/api\/(?:v2\/)?method\//, '')
      .split('.')
      .slice(-1)[0] ?? path
  );
}

function detailOf(request: string, doctype: string | null): string {
  const path = request.replace(/^\w+ /, '');
  if (path.includes('/method/')) return doctype === null ? 'method' : methodOf(request);
  const [, name] = /^\/api\/(?:resource|v2\/document)\/[^/?]+\/([^/?]+)/.exec(path) ?? [];
  return name === undefined ? 'list' : decode(name);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function estimated(value: number | undefined): string {
  return value === undefined ? '' : `of ${format(value)} estimated`;
}

function plural(value: number, noun: string): string {
  return `${format(value)} ${noun}${value === 1 ? '' : 's'}`;
}

function format(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 1 });
}
