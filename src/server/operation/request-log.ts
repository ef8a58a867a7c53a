import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { findOperation } from '../../query/prepared-operation.ts';
import type { IsTrustedProxy } from '../../trusted-proxies.ts';
import { clientAddress } from '../caller/client-address.ts';
import { endRequestSpan } from '../context/end-request-span.ts';
import { operationOf } from '../context/operation-context.ts';
import { type KnownResult, REQUEST_ID_HEADER, RequestRecord } from '../context/request-record.ts';
import { endOnFailure } from '../rules/end-on-failure.ts';
import { levelOf, toLine } from './request-line.ts';

/** Follows requests, and writes one line of each. */
export interface RequestLog {
  /** Handles a request, and logs it when its answer has gone. */
  run(request: IncomingMessage, response: ServerResponse, handle: (record: RequestRecord) => Promise<void>): void;
  /**
   * Handles an operation that came over a socket, and logs it when it is over; one without an operation is not logged.
   */
  follow(request: IncomingMessage, handle: () => Promise<void>): Promise<void>;
  /** The request that is being handled here: for code that libraries call without it. */
  current(): RequestRecord | undefined;
}

/** The settings of the log. */
export interface RequestLogOptions {
  readonly logger: Logger;
  readonly isTrusted: IsTrustedProxy;
  /** Operations that take longer, in ms, have a line of their own; 0 for none. */
  readonly slowMs: number;
  /** Hears of each request when it is over. */
  readonly onEnd?: (record: RequestRecord, status: number | null, ms: number) => void;
}

/** Makes the log. It never holds headers, variables or the text of a query. */
export function createRequestLog({ logger, ...others }: RequestLogOptions): RequestLog {
  // Its lines have known fields alone. Looking through them for what must be blanked would take longer than writing them.
  const options = { ...others, logger: logger.child({}, { redact: [] }) };
  const records = new AsyncLocalStorage<RequestRecord>();
  return {
    run: (request, response, handle) => {
      const record = new RequestRecord(request, request.method ?? 'GET', (headers) => passOn(response, headers));
      const address = request.socket.remoteAddress;
      response.setHeader(REQUEST_ID_HEADER, record.id);
      response.once('close', () =>
        finish(options, record, request, { address, status: response.headersSent ? response.statusCode : null }),
      );
      endOnFailure(records.run(record, handle, record), response, options.logger);
    },
    follow: async (request, handle) => {
      const record = new RequestRecord(request, 'WS');
      const address = request.socket.remoteAddress;
      await records.run(record, handle);
      if (record.kind !== null || record.codes.length > 0) finish(options, record, request, { address, status: null });
    },
    current: () => records.getStore(),
  };
}

/** Notes the name and the result of each operation in its record. */
export const recordedOperation: Plugin<RequestScope> = {
  onExecute: ({ args }) => recordOperation(args),
  onSubscribe: ({ args }) => recordOperation(args),
  onResultProcess: ({ result, serverContext }) => {
    if (!Array.isArray(result)) operationOf(serverContext).record.setResult(result as KnownResult);
  },
};

/** The name from the caller is any text until the document has an operation with it. */
function recordOperation(args: ExecutionArgs): void {
  const operation = findOperation(args);
  if (operation) operationOf(args.contextValue).record.setOperation(operation.operation, operation.name?.value ?? null);
}

/** The headers by which Frappe says how many requests it still takes (frappe/rate_limiter.py). */
const RATE_LIMIT_HEADERS = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'];

/** The caller learns what the site said to the latest call for them. */
function passOn(response: ServerResponse, headers: Readonly<Record<string, string | string[] | undefined>>): void {
  if (response.headersSent) return;
  for (const name of RATE_LIMIT_HEADERS) {
    const value = headers[name];
    if (value !== undefined) response.setHeader(name, value);
  }
}

interface End {
  /** The address of the socket: a closed one does not have it any more. */
  readonly address: string | undefined;
  /** Null if no answer was sent, or there is none of HTTP. */
  readonly status: number | null;
}

function finish(
  { logger, isTrusted, slowMs, onEnd }: RequestLogOptions,
  record: RequestRecord,
  { headers }: IncomingMessage,
  { address, status }: End,
): void {
  const now = performance.now();
  const ms = now - record.startedAt;
  onEnd?.(record, status, ms);
  endRequestSpan(record, status);
  const level = levelOf(record, status);
  const isSlow = slowMs > 0 && ms > slowMs && record.kind !== null && !record.isOverTime;
  if (!logger.isLevelEnabled(level) && !isSlow) return;
  const client = clientAddress(address, headers['x-forwarded-for']?.toString() ?? null, isTrusted);
  const line = toLine(record, status, client, now);
  logger[level](line, 'request');
  if (isSlow) logger.warn(line, 'slow operation');
}
