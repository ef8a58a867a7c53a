import { type CallLoad, CallQueue } from './call-queue.ts';
import { laneOf } from './caller-lane.ts';
import { CallerToken } from './caller-token.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import type { DownloadedFile, OpenAnswer } from './downloaded-file.ts';
import type { CallerContext, FrappeAnswer, FrappeRequest } from './frappe-request.ts';
import { type CallListener, createInterceptors, createProbeInterceptors } from './interceptors.ts';
import { createResponseMemory } from './response-memory.ts';
import { createRetries } from './retries.ts';
import { createSiteClock, type SiteClock } from './site-clock.ts';
import { createTransport, type FileAnswer, type StreamedAnswer } from './transport.ts';
import { intercept, type UpstreamCall } from './upstream-call.ts';
import { createUpstreamPool, type UpstreamOptions } from './upstream-pool.ts';

/** The settings of a client of a site. */
export interface FrappeClientOptions extends UpstreamOptions {
  /** Sent as `X-Frappe-Site-Name` where the host name does not name the site. */
  siteName?: string | undefined;
  /** Bytes of one answer; a longer one is an error, so that no answer can fill the memory. */
  maxAnswerBytes: number;
  /** Bytes of all answers that are being read, of all sites together. */
  maxBufferedBytes: number;
  /** Milliseconds from the start of a call to the end of its answer. */
  totalTimeout: number;
  /** Calls of one caller at once; `connections` bounds those of all. */
  callsPerCaller: number;
  /** Calls that may wait for their turn. */
  maxQueued: { total: number; perCaller: number };
  /** Calls that fail one after the other until calls are held back; 0 for never. */
  breakerFailures: number;
  /** Reads that are sent again, at most, in percent of all calls. */
  retryPercent: number;
  /** Called after each finished call. */
  onCall?: CallListener | undefined;
}

/** Sends requests to one Frappe site, each with the credential of its own caller, and reads the answers. */
export interface FrappeClient {
  /** @throws GatewayError for every answer that is not a success, and for no answer at all. */
  send(request: FrappeRequest, caller: CallerContext): Promise<FrappeAnswer>;
  /** Like `send`, for answers that are not JSON: the body is left to be read. */
  open(request: FrappeRequest, caller: CallerContext): Promise<OpenAnswer>;
  /** Like `open`, with the whole body read. @param name of the file where the site gives none. */
  download(request: FrappeRequest, caller: CallerContext, name: string): Promise<DownloadedFile>;
  /** The calls at this moment. */
  load(): ClientLoad;
  /** Whether so many calls wait already that a further one of this caller would be refused. */
  isOverloaded(caller: CallerContext): boolean;
  /** The site's clock, set by every answer. */
  readonly clock: Pick<SiteClock, 'now'>;
  close(): Promise<void>;
}

/** The calls to a site at a moment. */
export interface ClientLoad extends CallLoad {
  /** Whether calls are refused because the site does not answer. */
  readonly isHeldBack: boolean;
  /** Reads that were sent again since the start. */
  readonly retries: number;
}

const PROBE_TIMEOUT_MS = 2_000;

/** Every site answers it to everybody; whatever comes in its place is an answer, too. */
const PING: UpstreamCall = {
  request: { verb: 'GET', path: '/api/method/ping', isRead: true },
  caller: { token: CallerToken.guest },
};

/** Opens the connections to a site. To be closed when no more requests come. */
export function createFrappeClient(options: FrappeClientOptions): FrappeClient {
  const { connections, callsPerCaller, maxQueued, maxAnswerBytes, totalTimeout, url, siteName } = options;
  const pool = createUpstreamPool(options);
  const queue = new CallQueue({
    inFlight: connections,
    inFlightPerCaller: callsPerCaller,
    waiting: maxQueued.total,
    waitingPerCaller: maxQueued.perCaller,
  });
  const limits = { maxBytes: maxAnswerBytes, memory: createResponseMemory(options.maxBufferedBytes) };
  const clock = createSiteClock();
  const transport = createTransport(pool, { url, siteName, limits, clock });
  const { onCall } = options;
  const probe = intercept<FrappeAnswer>(createProbeInterceptors(PROBE_TIMEOUT_MS, onCall), transport.answer);
  const breaker = createCircuitBreaker({ failures: options.breakerFailures, probe: () => probe(PING) });
  const retries = createRetries(options.retryPercent);
  const { ofAnswers, ofFiles } = createInterceptors({ queue, totalTimeout, breaker, retries, onCall });
  const send = intercept(ofAnswers, transport.answer);
  const open = intercept<StreamedAnswer>(ofFiles, transport.open);
  return {
    send: (request, caller) => send({ request, caller }),
    open: (request, caller) => open({ request, caller }),
    download: async (request, caller, name) => {
      const download = intercept<FileAnswer>(ofFiles, (call) => transport.download(call, name));
      return (await download({ request, caller })).file;
    },
    load: () => ({ ...queue.load(), isHeldBack: breaker.isOpen(), retries: retries.count() }),
    isOverloaded: (caller) => queue.isFull(laneOf(caller)),
    clock,
    close: () => {
      breaker.stop();
      return pool.close();
    },
  };
}
