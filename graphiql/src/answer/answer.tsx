import { ResponseEditor, Spinner, useGraphiQL, useMonaco } from '@graphiql/react';
import { TabList, TabPanel } from '../layout/tab-list.tsx';
import { useOperation } from '../layout/use-operation.ts';
import { type AnswerTab, view } from '../layout/view.ts';
import { reportsOf, runState } from '../run/run-state.ts';
import { session } from '../session/session.ts';
import { openSignIn } from '../session/sign-in-dialog.tsx';
import { useStore } from '../store.ts';
import { CallsPanel } from './calls-panel.tsx';
import { EventsPanel } from './events-panel.tsx';
import { Starters } from './starters.tsx';

/** The answer, and what the gateway did for it. */
export function Answer() {
  const { tab } = useStore(view);
  const { run, received } = reportsOf(useStore(runState));
  const calls = run?.calls?.calls;
  const tabs: { id: AnswerTab; label: React.ReactNode }[] = [
    { id: 'answer', label: 'Answer' },
    { id: 'calls', label: <>Calls{calls !== undefined && <Count value={calls} />}</> },
    { id: 'events', label: <>Events{received > 0 && <Count value={received} />}</> },
  ];
  return (
    <section className="answer" aria-label="Answer">
      <div className="answer-head">
        <TabList label="Views of the answer" tabs={tabs} selected={tab} onSelect={(id) => view.update({ tab: id })} />
        <Outcome />
      </div>
      <SignInNote />
      <TabPanel id="answer" isShown={tab === 'answer'}>
        <AnswerText />
      </TabPanel>
      <TabPanel id="calls" isShown={tab === 'calls'}>
        <CallsPanel />
      </TabPanel>
      <TabPanel id="events" isShown={tab === 'events'}>
        <EventsPanel />
      </TabPanel>
    </section>
  );
}

function Count({ value }: { value: number }) {
  return <span className="count">{value}</span>;
}

/** How the last run went, in a few words. */
function Outcome() {
  const { run } = reportsOf(useStore(runState));
  if (run === null) return null;
  const { ms, errors } = run;
  if (ms === null) return <p className="outcome">Running …</p>;
  return (
    <p className="outcome" role="status">
      {errors.length > 0 && <span className="bad">{errors.length === 1 ? '1 error' : `${errors.length} errors`}</span>}
      <span>{Math.round(ms)} ms</span>
    </p>
  );
}

/** Offers to sign in where a guest was refused. */
function SignInNote() {
  const { user } = useStore(session);
  const { run, plan, newest } = reportsOf(useStore(runState));
  const operation = useOperation();
  const errors = (newest === 'plan' ? plan?.errors : run?.errors) ?? [];
  const refused = errors.find(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
  if (!refused) return null;
  // A write is not repeated by itself.
  const again = newest === 'run' && run?.kind !== 'mutation' ? operation.run : null;
  return (
    <div className="note" role="alert">
      <p>{user === null ? 'A guest cannot see this.' : 'The site does not accept this session or credential.'}</p>
      <button type="button" className="primary" onClick={() => openSignIn(again)}>
        Sign in
      </button>
    </div>
  );
}

function AnswerText() {
  const hasMonaco = useMonaco((state) => Boolean(state.monaco));
  const { isFetching, response, isIntrospectionRefused } = useGraphiQL((state) => ({
    isFetching: state.isFetching,
    response: state.tabs[state.activeTabIndex]?.response ?? '',
    isIntrospectionRefused: state.fetchError !== null,
  }));
  const isEmpty = response === '' && !isFetching && !isIntrospectionRefused;
  return (
    <>
      {isFetching && <Spinner />}
      {hasMonaco && <ResponseEditor aria-label="Text of the answer" style={isEmpty ? { visibility: 'hidden' } : {}} />}
      {isEmpty && <Starters />}
    </>
  );
}
