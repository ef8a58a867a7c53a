import { WebSocket } from 'ws';

/** A change as a subscriber was told it. */
export interface ToldChange {
  event: string;
  name: string;
  modified: string | null;
}

/** A subscriber who comes back whenever his connection breaks, and goes on from the last change that he got. */
export interface ResumingSubscriber {
  readonly told: ToldChange[];
  /** Errors that ended his operation; there should be none. */
  readonly errors: string[];
  readonly connections: number;
  close(): void;
}

interface SubscriberOptions {
  /** Tells where to connect, each time. */
  url: () => string;
  authorization: string;
}

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

const FIELDS = 'event name modified resumeToken';

/** Subscribes over WebSocket. */
export function subscribeBySocket({ url, authorization }: SubscriberOptions): ResumingSubscriber {
  const subscriber: Mutable<ResumingSubscriber> = { told: [], errors: [], connections: 0, close: () => undefined };
  let after: string | null = null;
  let isClosed = false;
  const open = () => {
    const socket = new WebSocket(`${url().replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    subscriber.close = () => {
      isClosed = true;
      socket.terminate();
    };
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } })));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.type === 'connection_ack') {
        subscriber.connections += 1;
        const query = `subscription ($after: String) { shopOrderChanged(after: $after) { ${FIELDS} } }`;
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { after } } }));
      } else if (message.type === 'next' && message.payload.data) {
        const { resumeToken, ...change } = message.payload.data.shopOrderChanged;
        after = resumeToken;
        subscriber.told.push(change);
      } else subscriber.errors.push(String(data));
    });
    socket.on('error', () => undefined);
    socket.on('close', () => !isClosed && setTimeout(open, 100));
  };
  open();
  return subscriber;
}

/** Subscribes by server-sent events, as a browser's EventSource does: the last ID is all that it keeps. */
export function subscribeByEvents({ url, authorization }: SubscriberOptions): ResumingSubscriber {
  const abort = new AbortController();
  const subscriber: Mutable<ResumingSubscriber> = { told: [], errors: [], connections: 0, close: () => abort.abort() };
  let lastId = '';
  const run = async () => {
    while (!abort.signal.aborted) {
      try {
        const search = new URLSearchParams({ query: 'subscription { shopOrderChanged { event name modified } }' });
        const response = await fetch(`${url()}/graphql?${search}`, {
          headers: { accept: 'text/event-stream', authorization, ...(lastId ? { 'last-event-id': lastId } : {}) },
          signal: abort.signal,
        });
        subscriber.connections += 1;
        await read(response);
      } catch {
        // Broken off: it comes back.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const read = async (response: Response) => {
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) take(part);
    }
  };
  const take = (part: string) => {
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(part)?.[1];
    lastId = field('id') ?? lastId;
    const data = field('data');
    if (!data) return;
    const result = JSON.parse(data);
    if (result.data) subscriber.told.push(result.data.shopOrderChanged);
    else subscriber.errors.push(data);
  };
  void run();
  return subscriber;
}
