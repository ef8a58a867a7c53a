import { clearEvents, reportsOf, runState, type StreamState } from '../run/run-state.ts';
import { useStore } from '../store.ts';

const STATES: Readonly<Record<StreamState, string>> = {
  closed: 'Not connected',
  connecting: 'Connecting …',
  open: 'Connected',
};

/** The log of a subscription: its connection, and each event with its time. */
export function EventsPanel() {
  const state = useStore(runState);
  const { stream, events, received } = reportsOf(state);
  return (
    <div className="events">
      <div className="events-head">
        <p role="status" className={`stream ${stream}`}>
          {STATES[stream]}
        </p>
        <p>{received === 1 ? '1 event' : `${received.toLocaleString('en')} events`}</p>
        <button type="button" className="quiet" onClick={() => clearEvents(state.tab)} disabled={events.length === 0}>
          Clear
        </button>
      </div>
      {events.length === 0 ? (
        <p className="empty">Run a subscription, or a query with @live: each event is listed here with its time.</p>
      ) : (
        <ol>
          {events.map(({ id, at, kind, text }) => (
            <li key={id} className={kind}>
              <time dateTime={new Date(at).toISOString()}>{toTime(at)}</time>
              {kind === 'state' ? <span>{text}</span> : <pre>{text}</pre>}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

/** Hours to milliseconds, by the clock of the browser. */
function toTime(at: number): string {
  const date = new Date(at);
  return `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
