import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Delivery } from '../context/delivery.ts';
import { operationOf } from '../context/operation-context.ts';
import { headersOf, statusOfRefused } from '../rules/response-status.ts';
import { toPublicErrors, toPublicText } from '../stream/stream-operation.ts';

/** Bounds of one stream. */
export interface EventStreamLimits {
  /** Bytes that may wait for a reader who is too slow. */
  maxBytes: number;
  pingSeconds: number;
}

/** Server-sent events after the "distinct connections" of graphql-sse: one operation, one answer that goes on. */
export interface EventStreams {
  /** Makes the delivery of a request that takes event streams; undefined for others. */
  readonly open: (request: IncomingMessage) => Delivery | undefined;
  readonly plugin: Plugin<RequestScope>;
  /** Ends all, so that their clients reconnect elsewhere: their operations are not reported as complete. */
  readonly close: () => void;
}

const MEDIA_TYPE = 'text/event-stream';
const HEADERS = {
  'content-type': MEDIA_TYPE,
  'cache-control': 'no-cache, no-transform',
  // Proxies would keep events back until there are enough of them.
  'x-accel-buffering': 'no',
};

/** @param maskError turns an error into what callers may read. */
export function createEventStreams(limits: EventStreamLimits, maskError: (error: unknown) => Error): EventStreams {
  const open = new Set<EventStream>();
  return {
    open: (request) => {
      if (!request.headers.accept?.includes(MEDIA_TYPE)) return undefined;
      const id = request.headers['last-event-id'];
      return new EventStream(typeof id === 'string' ? id : null, limits, open);
    },
    plugin: {
      onResultProcess({ request, result, serverContext, setResultProcessor }) {
        const { delivery } = operationOf(serverContext);
        if (!(delivery instanceof EventStream) || Array.isArray(result)) return;
        const isOverTime = Symbol.asyncIterator in result;
        if (!isOverTime && !prefersEvents(request.headers.get('accept') ?? '')) return;
        setResultProcessor((given, fetchAPI) => {
          const results = given as AsyncIterable<ExecutionResult> | ExecutionResult;
          void delivery.run(delivery.pending ?? (Symbol.asyncIterator in results ? results : only(results)), maskError);
          // Yoga's Response takes Node's streams as well, which its type does not say.
          return new fetchAPI.Response(delivery.body as unknown as BodyInit, headOf(results));
        }, MEDIA_TYPE);
      },
    },
    close: () => {
      for (const stream of open) stream.end();
    },
  };
}

function headOf(results: AsyncIterable<ExecutionResult> | ExecutionResult) {
  const refused = Symbol.asyncIterator in results ? {} : results;
  return { status: statusOfRefused(refused) ?? 200, headers: { ...HEADERS, ...headersOf(refused) } };
}

/** A client that takes JSON first gets a single result as JSON. */
function prefersEvents(accept: string): boolean {
  const json = accept.search(/application\/(?:graphql-response\+)?json/);
  return json === -1 || accept.indexOf(MEDIA_TYPE) < json;
}

async function* only(result: ExecutionResult): AsyncGenerator<ExecutionResult, void> {
  yield result;
}

/** One answer that goes on: results of a shared stream come by `next`, those of the operation itself by `run`. */
class EventStream implements Delivery {
  readonly needsTokens = true;
  readonly lastEventId: string | null;
  readonly body: Readable;
  pending?: AsyncIterableIterator<never>;
  readonly #limits: EventStreamLimits;
  readonly #open: Set<EventStream>;
  #isOver = false;
  #stop: () => void = () => undefined;

  constructor(lastEventId: string | null, limits: EventStreamLimits, open: Set<EventStream>) {
    this.lastEventId = lastEventId;
    this.#limits = limits;
    this.#open = open;
    this.body = new Readable({ read: () => undefined });
    this.body.once('close', () => {
      open.delete(this);
      this.#isOver = true;
      this.#stop();
    });
  }

  begin(token: string | null): void {
    if (token !== null) this.#write(`id: ${token}\n\n`);
  }

  next(json: string, token: string | null): void {
    this.#write(`event: next\n${token === null ? '' : `id: ${token}\n`}data: ${json}\n\n`);
  }

  /** Sends what the operation gives, until it ends, and says so. */
  async run(results: AsyncIterable<ExecutionResult>, maskError: (error: unknown) => Error): Promise<void> {
    const iterator = results[Symbol.asyncIterator]();
    this.#open.add(this);
    const ping = setInterval(() => this.#write(':\n\n'), this.#limits.pingSeconds * 1000);
    this.#stop = () => {
      clearInterval(ping);
      void iterator.return?.();
    };
    // Some browsers wait for a first byte before they say that the stream is open.
    this.#write(':\n\n');
    if (this.#isOver) return this.#stop();
    try {
      for (let step = await iterator.next(); !step.done; step = await iterator.next())
        this.next(toPublicText(step.value), null);
    } catch (error) {
      this.next(JSON.stringify({ errors: toPublicErrors(error, maskError) }), null);
    }
    this.#write('event: complete\ndata:\n\n');
    this.end();
  }

  /** Nothing more comes. */
  end(): void {
    if (!this.#isOver) this.body.push(null);
    this.#isOver = true;
    this.#stop();
  }

  #write(text: string): void {
    if (this.#isOver) return;
    if (this.body.readableLength <= this.#limits.maxBytes) {
      this.body.push(text);
      return;
    }
    const error = { message: TOO_SLOW, extensions: { code: 'RATE_LIMITED' } };
    this.body.push(`event: next\ndata: ${JSON.stringify({ errors: [error] })}\n\nevent: complete\ndata:\n\n`);
    this.end();
  }
}

/** Why a subscriber was let go. */
export const TOO_SLOW = 'The subscriber reads too slowly: too much waits for it.';
