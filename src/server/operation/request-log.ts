import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { findOperation } from '../../query/prepared-operation.ts';

/** The header that carries a request's ID, both ways. */
const REQUEST_ID_HEADER = 'x-request-id';

/** Follows requests to GraphQL, and logs one line of each. */
export interface RequestLog {
  /** Handles a request, and logs it when its answer has gone. */
  run(request: IncomingMessage, response: ServerResponse, handle: () => unknown): void;
  /**
   * Handles an operation that came over a socket, and logs it when it is over; one without an operation is not logged.
   */
  follow(request: IncomingMessage, handle: () => Promise<void>): Promise<void>;
  /** When the request that is being handled here arrived, by `performance.now()`. */
  arrivedAt(): number;
  /** The ID of the request that is being handled here. */
  requestId(): string | undefined;
  /** Counts a call to the site for the request that is being handled here. */
  countCall(): void;
  /** Learns the name of the operation that is being handled here; null if it has none. */
  setOperation(name: string | null): void;
  /** Learns the names of operations. */
  plugin: Plugin<RequestScope>;
}

interface RequestRecord {
  readonly id: string;
  readonly startedAt: number;
  operation: string | null;
  calls: number;
  /** Whether an operation ran. */
  isOperation: boolean;
}

/** Makes the log. It never holds headers, variables or the text of a query. */
export function createRequestLog(logger: Logger): RequestLog {
  const records = new AsyncLocalStorage<RequestRecord>();
  const setOperation = (operation: string | null | undefined): void => {
    const record = records.getStore();
    if (record === undefined) return;
    record.isOperation = true;
    if (operation) record.operation = operation.slice(0, 128);
  };
  return {
    run: (request, response, handle) => {
      const startedAt = performance.now();
      const record = toRecord(request, startedAt);
      response.setHeader(REQUEST_ID_HEADER, record.id);
      response.once('close', () => {
        const { id: requestId, operation, calls } = record;
        const status = response.headersSent ? response.statusCode : null;
        const ms = Math.round((performance.now() - startedAt) * 10) / 10;
        logger.info({ requestId, method: request.method, operation, status, ms, calls }, 'request');
      });
      records.run(record, handle);
    },
    follow: async (request, handle) => {
      const startedAt = performance.now();
      const record = toRecord(request, startedAt);
      await records.run(record, handle);
      if (!record.isOperation) return;
      const ms = Math.round((performance.now() - startedAt) * 10) / 10;
      const { id: requestId, operation, calls } = record;
      logger.info({ requestId, method: 'WS', operation, status: null, ms, calls }, 'request');
    },
    setOperation,
    arrivedAt: () => records.getStore()?.startedAt ?? performance.now(),
    requestId: () => records.getStore()?.id,
    countCall: () => {
      const record = records.getStore();
      if (record) record.calls += 1;
    },
    plugin: {
      // The name from the caller is any text until the document has an operation with it.
      onExecute: ({ args }) => setOperation(findOperation(args)?.name?.value),
      onSubscribe: ({ args }) => setOperation(findOperation(args)?.name?.value),
    },
  };
}

function toRecord(request: IncomingMessage, startedAt: number): RequestRecord {
  return { id: readId(request), startedAt, operation: null, calls: 0, isOperation: false };
}

/** A caller's own ID is taken where it is harmless in a log. */
function readId(request: IncomingMessage): string {
  const given = request.headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
