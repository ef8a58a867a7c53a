import { createClient as createEventClient, NetworkError } from 'graphql-sse';
import { CloseCode, createClient as createSocketClient } from 'graphql-ws';
import type { SubscribeOptions } from './client.ts';
import { type GatewayError, networkError, type RawError, toGatewayError } from './errors.ts';
import type { RawAnswer } from './send.ts';
import { readDocument, rootOf, type TypedDocument } from './typed-document.ts';

/** How subscriptions are sent: over one WebSocket, or as server-sent events, a request each. */
export type Transport = 'ws' | 'sse';

/** The state of the connection of a subscription. */
export type StreamState = 'connecting' | 'open' | 'closed';

/** The parts of a client that its streams need. */
export interface StreamSettings {
  readonly url: string;
  readonly credentials: RequestCredentials;
  readonly authorization: () => string | null | Promise<string | null>;
  readonly headersOf: () => Promise<Record<string, string>>;
  readonly transport: Transport;
}

/** The subscriptions of a client. */
export interface Streams {
  follow<Data, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
    options: SubscribeOptions,
  ): AsyncGenerator<RawAnswer, void>;
  reconnect(): void;
  dispose(): void;
}

/** A request as both transports send it. They read it again whenever they connect. */
interface StreamRequest {
  readonly query: string;
  readonly operationName?: string;
  readonly variables: Record<string, unknown>;
}

/** A connection, or what makes one for each request. `close` ends `results`, also while they are waited for. */
interface Connection {
  open(request: StreamRequest, onState: (state: StreamState) => void): { results: Results; close: () => void };
  reconnect(): void;
  dispose(): void;
}

type Results = AsyncIterable<unknown>;

/** Opens nothing yet: a connection is made for the first subscription, and closed after the last. */
export function openStreams(settings: StreamSettings): Streams {
  const connection = settings.transport === 'ws' ? openSocket(settings) : openEvents(settings);
  return {
    async *follow(document, variables, { signal, onState = () => undefined }) {
      if (signal?.aborted) return;
      const { query, operationName } = readDocument(document);
      const request: StreamRequest = {
        query,
        ...(operationName === null ? {} : { operationName }),
        variables: { ...(variables as object) },
      };
      let state: StreamState | null = null;
      const enter = (next: StreamState) => {
        if (next !== state) onState(next);
        state = next;
      };
      const { results, close } = connection.open(request, enter);
      signal?.addEventListener('abort', close);
      try {
        for await (const result of results as AsyncIterable<RawAnswer>) {
          const token = resumeTokenOf(document, result.data);
          if (token !== null && query.includes('$after')) request.variables.after = token;
          yield result;
        }
      } catch (error) {
        throw toStreamError(error);
      } finally {
        signal?.removeEventListener('abort', close);
        close();
        enter('closed');
      }
    },
    reconnect: () => connection.reconnect(),
    dispose: () => connection.dispose(),
  };
}

function resumeTokenOf<Data>(document: TypedDocument<Data, never>, data: unknown): string | null {
  const change = rootOf(document, data as Data) as { resumeToken?: unknown } | null;
  return typeof change?.resumeToken === 'string' ? change.resumeToken : null;
}

function openSocket({ url, authorization }: StreamSettings): Connection {
  let state: StreamState = 'closed';
  const listeners = new Set<(state: StreamState) => void>();
  const enter = (next: StreamState) => () => {
    state = next;
    for (const listener of listeners) listener(next);
  };
  const client = createSocketClient({
    url: () => toSocketUrl(url),
    connectionParams: async () => {
      const value = await authorization();
      return value === null ? {} : { authorization: value };
    },
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: wait,
    shouldRetry: (event) => closeCodeOf(event) !== CloseCode.Forbidden,
    on: { connecting: enter('connecting'), connected: enter('open'), closed: enter('connecting') },
  });
  return {
    open: (request, onState) => {
      listeners.add(onState);
      onState(state === 'open' ? 'open' : 'connecting');
      const results = client.iterate(request);
      const close = () => {
        listeners.delete(onState);
        void results.return?.();
      };
      return { results, close };
    },
    reconnect: () => client.terminate(),
    // It rejects if a connection is being made, and fails.
    dispose: () => void Promise.resolve(client.dispose()).catch(() => undefined),
  };
}

function openEvents({ url, credentials, headersOf }: StreamSettings): Connection {
  const client = createEventClient({
    url,
    credentials,
    headers: async () => ({ ...(await headersOf()), accept: 'text/event-stream' }),
    retryAttempts: Number.POSITIVE_INFINITY,
    retry: wait,
  });
  return {
    open: (request, onState) => {
      const results = client.iterate(request, {
        connecting: () => onState('connecting'),
        connected: () => onState('open'),
      });
      return { results, close: () => void results.return?.() };
    },
    // Each subscription is a request of its own, with the credential that it was opened with.
    reconnect: () => undefined,
    dispose: () => client.dispose(),
  };
}

/** Before another try: a second, doubled with each, up to half a minute, and up to a second more at random. */
function wait(tries: number): Promise<void> {
  const delay = Math.min(1_000 * 2 ** tries, 30_000) + Math.random() * 1_000;
  return new Promise((resolve) => setTimeout(resolve, delay));
}

function toSocketUrl(url: string): string {
  const base = typeof location === 'undefined' ? undefined : location.href;
  return new URL(url, base).href.replace(/^http/, 'ws');
}

/** Transports throw errors of the gateway, close events, and errors of the network. */
function toStreamError(error: unknown): GatewayError {
  if (Array.isArray(error)) return toGatewayError((error as RawError[])[0] ?? { message: 'The stream ended.' });
  const code = closeCodeOf(error);
  if (code === CloseCode.Forbidden) {
    return toGatewayError({ message: 'The credential is refused.', extensions: { code: 'UNAUTHENTICATED' } });
  }
  if (code !== null) return networkError(`The connection was closed with code ${code}.`, error);
  if (error instanceof NetworkError) return networkError(error.message, error);
  return networkError(error instanceof Error ? error.message : String(error), error);
}

function closeCodeOf(event: unknown): number | null {
  const { code, reason } = (event ?? {}) as { code?: unknown; reason?: unknown };
  return typeof code === 'number' && typeof reason === 'string' ? code : null;
}
