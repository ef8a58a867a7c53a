import { WebSocket } from 'ws';
import type { DemoSite } from '../../demo/demo-site.ts';
import { Queue } from './queue.ts';
import type { DemoUser, TestGateway } from './start-gateway.ts';

/** A message of the graphql-ws protocol, as it came. */
export interface SocketMessage {
  type: string;
  id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read payloads freely
  payload?: any;
}

/** A socket of which nothing is hidden. */
export interface TestSocket {
  readonly socket: WebSocket;
  readonly messages: Queue<SocketMessage>;
  readonly closed: Promise<{ code: number; reason: string }>;
  send(message: unknown): void;
  subscribe(id: string, query: string, variables?: Record<string, unknown>): void;
  /** Waits until what was asked and told so far is done with: for several calls to the site, one after the other. */
  settle(): Promise<void>;
  /** Settles, and takes what came meanwhile. */
  settled(): Promise<SocketMessage[]>;
  close(): void;
}

export interface SocketOptions {
  as?: DemoUser | undefined;
  protocol?: string;
  headers?: Record<string, string>;
  path?: string;
}

/** A subscription begins with one call, and a change is read with two at most: it is told before so many are over. */
const CALLS_TO_SETTLE = 4;
const FENCE = '{ shopTags(filter: { name: { eq: "a-fence" } }) { nodes { name } } }';

/** Opens a socket and says nothing. */
export async function openSocket({ gateway, site }: TestGateway, options: SocketOptions = {}): Promise<TestSocket> {
  const { protocol = 'graphql-transport-ws', headers = {}, path = '/graphql' } = options;
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}${path}`, protocol, { headers });
  const messages = new Queue<SocketMessage>();
  const fences = new Queue<SocketMessage>();
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as SocketMessage;
    (message.id === FENCE ? fences : messages).push(message);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const send = (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const subscribe: TestSocket['subscribe'] = (id, query, variables = {}) =>
    send({ id, type: 'subscribe', payload: { query, variables } });
  const settle = async () => {
    for (let calls = 0; calls < CALLS_TO_SETTLE; calls += 1) {
      subscribe(FENCE, FENCE);
      while ((await fences.take()).type === 'next');
    }
    // As if nobody had asked.
    const others = site.requests.filter(({ path }) => !path.includes('a-fence'));
    site.requests.splice(0, site.requests.length, ...others);
  };
  return {
    socket,
    messages,
    closed,
    send,
    subscribe,
    settle,
    settled: async () => {
      await settle();
      return messages.items.splice(0);
    },
    close: () => socket.close(1000),
  };
}

/** Opens a socket, and introduces a user. */
export async function connectAs(running: TestGateway, as: DemoUser): Promise<TestSocket> {
  const socket = await openSocket(running);
  socket.send({ type: 'connection_init', payload: as === 'guest' ? {} : credentialOf(running.site, as) });
  const answer = await socket.messages.take();
  if (answer.type !== 'connection_ack') throw new Error(`Expected connection_ack, got ${answer.type}.`);
  return socket;
}

function credentialOf(site: DemoSite, as: Exclude<DemoUser, 'guest'>): { authorization: string } {
  return { authorization: site.authorization(as) };
}

/** One event of a stream, as it came. */
export interface ServerSentEvent {
  event?: string;
  id?: string;
  data?: string;
}

/** A stream of server-sent events. */
export interface TestEvents {
  readonly status: number;
  readonly headers: Headers;
  readonly events: Queue<ServerSentEvent>;
  readonly ended: Promise<void>;
  close(): void;
}

export interface EventsOptions {
  as?: DemoUser;
  variables?: Record<string, unknown>;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
}

/** Asks for a stream. */
export async function openEvents(running: TestGateway, query: string, options: EventsOptions): Promise<TestEvents> {
  const { as = 'guest', variables = {}, method = 'POST', headers = {} } = options;
  const abort = new AbortController();
  const search = method === 'GET' ? `?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}` : '';
  const response = await fetch(`${running.gateway.url}/graphql${search}`, {
    method,
    signal: abort.signal,
    headers: {
      accept: 'text/event-stream',
      ...(as === 'guest' ? {} : { authorization: running.site.authorization(as) }),
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(method === 'POST' ? { body: JSON.stringify({ query, variables }) } : {}),
  });
  const events = new Queue<ServerSentEvent>();
  const ended = readEvents(response, events).catch(() => undefined);
  return { status: response.status, headers: response.headers, events, ended, close: () => abort.abort() };
}

async function readEvents(response: Response, events: Queue<ServerSentEvent>): Promise<void> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const event: ServerSentEvent = {};
      for (const line of part.split('\n')) {
        const [, field, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
        if (field === 'event' || field === 'id' || field === 'data') event[field] = value;
      }
      if (Object.keys(event).length > 0) events.push(event);
    }
  }
}
