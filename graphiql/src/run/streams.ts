import { type Client, createClient } from 'graphql-sse';
import type { GatewayAnswer, OperationParams } from '../gateway.ts';
import { ENDPOINT } from '../settings.ts';
import { clearEvents, logEvent, report, runState, type StreamState } from './run-state.ts';

interface StreamRequest extends OperationParams {
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Follows a subscription or a live query over server-sent events, which carry the headers of the editor. A connection
 * that breaks is made again; one that declares `$after` goes on where it was.
 */
export function follow({ headers, ...params }: StreamRequest, title: string): AsyncGenerator<GatewayAnswer> {
  const log = openLog(runState.get().tab, title);
  const client = createClient({
    url: new URL(ENDPOINT, location.href).href,
    headers: { ...headers, accept: 'text/event-stream' },
    retryAttempts: Number.POSITIVE_INFINITY,
    retry: (tries) => {
      const ms = Math.min(1_000 * 2 ** tries, 30_000);
      log.enterRetry(ms);
      return new Promise((resolve) => setTimeout(resolve, ms));
    },
  });
  const results = readEvents(client, params, log);
  const end = results.return.bind(results);
  // A generator that waits for an event would end after the next one.
  results.return = (value) => {
    client.dispose();
    return end(value);
  };
  return results;
}

/** The log that shows a stream. */
interface StreamLog {
  readonly tab: string;
  readonly title: string;
  /** Notes a change of the connection. */
  enter(stream: StreamState, text: string): void;
  /** Notes, as soon as it happens, that the connection broke or could not be made. @param ms until the next try. */
  enterRetry(ms: number): void;
}

function openLog(tab: string, title: string): StreamLog {
  const enter = (stream: StreamState, text: string) => {
    logEvent(tab, 'state', text);
    report(tab, { stream });
  };
  return {
    tab,
    title,
    enter,
    enterRetry: (ms) => {
      const cause = runState.get().byTab[tab]?.stream === 'open' ? 'The connection broke' : 'No connection';
      enter('connecting', `${cause}. Trying again in ${ms / 1_000} s`);
    },
  };
}

async function* readEvents(client: Client, params: OperationParams, log: StreamLog): AsyncGenerator<GatewayAnswer> {
  const { tab, enter } = log;
  const variables = { ...(params.variables as Record<string, unknown>) };
  const named = params.operationName ? { operationName: params.operationName } : {};
  clearEvents(tab);
  enter('connecting', `Starting ${log.title}`);
  const results = client.iterate(
    { query: params.query, variables, ...named },
    { connected: () => enter('open', 'Connected') },
  );
  try {
    for await (const result of results as AsyncIterable<GatewayAnswer>) {
      logEvent(tab, result.errors ? 'error' : 'next', JSON.stringify(result.errors ?? result.data, null, 2));
      if (result.errors) reportErrors(log, result.errors);
      const token = resumeTokenOf(result.data);
      if (token !== null && params.query.includes('$after')) variables.after = token;
      yield result;
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : JSON.stringify(error);
    logEvent(tab, 'error', message);
    yield { errors: [{ message }] };
  } finally {
    client.dispose();
    enter('closed', 'Closed');
  }
}

/** Next to the answer they are shown as those of any operation. */
function reportErrors({ tab, title }: StreamLog, errors: NonNullable<GatewayAnswer['errors']>): void {
  const run = { title, kind: 'subscription', ms: 0, cost: null, calls: null, errors };
  report(tab, { run, newest: 'run' });
}

function resumeTokenOf(data: GatewayAnswer['data']): string | null {
  const [change] = Object.values(data ?? {}) as ({ resumeToken?: unknown } | null)[];
  return typeof change?.resumeToken === 'string' ? change.resumeToken : null;
}
