import { expect, test } from 'vitest';
import { clearEvents, logEvent, noteTabs, report, reportsOf, runState } from '../../graphiql/src/run/run-state.ts';

const show = (active: string, ...ids: string[]) =>
  noteTabs({ tabs: ids.map((id) => ({ id })), activeTabIndex: ids.indexOf(active) });

test('each tab has its own reports and events, which go when it is closed', () => {
  show('one', 'one');
  logEvent('one', 'next', '{}');
  show('two', 'one', 'two');
  logEvent('one', 'next', '{}');
  logEvent('two', 'state', 'Connected');
  expect(reportsOf(runState.get())).toMatchObject({ received: 0, events: [{ text: 'Connected' }] });
  show('one', 'one', 'two');
  expect(reportsOf(runState.get()).received).toBe(2);
  show('two', 'two');
  // A run that was under way reports once more.
  report('one', { stream: 'closed' });
  logEvent('one', 'state', 'Closed');
  expect(Object.keys(runState.get().byTab)).toEqual(['two']);
  clearEvents('two');
  expect(reportsOf(runState.get()).events).toEqual([]);
});

test('a change of the text in a tab notifies nobody', () => {
  show('one', 'one');
  let count = 0;
  const end = runState.subscribe(() => {
    count += 1;
  });
  show('one', 'one');
  expect(count).toBe(0);
  end();
});
