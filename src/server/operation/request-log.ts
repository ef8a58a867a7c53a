import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { RequestTrace } from '../../frappe/request-trace.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { findOperation } from '../../query/prepared-operation.ts';
import type { IsTrustedProxy } from '../../trusted-proxies.ts';
import { clientAddress } from '../caller/client-address.ts';
import { endRequestSpan } from './end-request-span.ts';
import type { PlannedWithin } from './plan-within.ts';
import { levelOf, toLine } from './request-line.ts';
import { type KnownResult, REQUEST_ID_HEADER, RequestRecord } from './request-record.ts';

/** Follows requests, and writes one line of each. */
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
  /** The request that is being handled here, for the calls that are made for it. */
  trace(): RequestTrace | undefined;
  /** Learns the plan of the operation that is being handled here. */
  setPlan(planned: PlannedWithin, scope: RequestScope): void;
  /** Learns the result of the operation that is being handled here. */
  setResult(result: KnownResult): void;
  /** Learns the operations and results that yoga handles. */
  plugin: Plugin<RequestScope>;
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
  /** The name from the caller is any text until the document has an operation with it. */
  const setOperation = (args: Parameters<typeof findOperation>[0]) => {
    const record = records.getStore();
    const operation = record && findOperation(args);
    if (operation) record.setOperation(operation.operation, operation.name?.value ?? null);
  };
  const setResult = (result: KnownResult) => records.getStore()?.setResult(result);
  return {
    run: (request, response, handle) => {
      const record = new RequestRecord(request, request.method ?? 'GET');
      const address = request.socket.remoteAddress;
      response.setHeader(REQUEST_ID_HEADER, record.id);
      response.once('close', () =>
        finish(options, record, request, { address, status: response.headersSent ? response.statusCode : null }),
      );
      records.run(record, handle);
    },
    follow: async (request, handle) => {
      const record = new RequestRecord(request, 'WS');
      const address = request.socket.remoteAddress;
      await records.run(record, handle);
      if (record.kind !== null || record.codes.length > 0) finish(options, record, request, { address, status: null });
    },
    setPlan: ({ plan, cost }, { caller }) => records.getStore()?.setPlan(plan, cost, caller.operation),
    setResult,
    arrivedAt: () => records.getStore()?.startedAt ?? performance.now(),
    requestId: () => records.getStore()?.id,
    trace: () => records.getStore(),
    plugin: {
      onExecute: ({ args }) => setOperation(args),
      onSubscribe: ({ args }) => setOperation(args),
      onResultProcess: ({ result }) => {
        if (!Array.isArray(result)) setResult(result as KnownResult);
      },
    },
  };
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
