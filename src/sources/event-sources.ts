import type { SiteSocketOptions } from '../frappe/site-socket.ts';
import { type CatchUpOptions, createCatchUp } from './catch-up.ts';
import { openSocketSource } from './socket-source.ts';

/** The sources of events in addition to the site's webhooks. */
export interface EventSourcesOptions extends CatchUpOptions {
  /** Seconds between two readings of what changed. */
  pollSeconds: number;
  /** The site's socket, where there is one to listen to. */
  socket: SiteSocketOptions | null;
  /** Singles, whose changes only the socket reports. */
  singles: () => readonly string[];
  /** Called after each failed attempt at the socket. */
  onSocketError(error: unknown): void;
  /** Called once when the readings begin to fail. */
  onError(error: unknown): void;
  /** Called once when they succeed again. */
  onRecovery(): void;
}

/** Sources that run until they are stopped. */
export interface EventSources {
  stop(): Promise<void>;
}

const DUTY = 'sources';
const LOOK_MS = 5_000;
const LEASE_MS = 3 * LOOK_MS;

/**
 * Reads what changed at the start, every so often, and soon again where it failed. Of several processes with one log,
 * one does it; another takes over when it is gone.
 */
export function startEventSources(options: EventSourcesOptions): EventSources {
  const { log, pollSeconds } = options;
  const catchUp = createCatchUp(options);
  const lookMs = Math.min(LOOK_MS, pollSeconds * 1000);
  let isOnDuty = false;
  let isFailing = false;
  let dueAt = 0;
  let running: Promise<void> = Promise.resolve();
  let socket: { close(): void } | null = null;

  const look = async () => {
    const wasOnDuty = isOnDuty;
    isOnDuty = await log.lease(DUTY, LEASE_MS);
    if (isOnDuty && options.socket) {
      socket ??= openSocketSource({ ...options, socket: options.socket }, catchUp);
    } else {
      socket?.close();
      socket = null;
    }
    if (!isOnDuty || (wasOnDuty && performance.now() < dueAt)) return;
    await catchUp.read();
    dueAt = performance.now() + pollSeconds * 1000 - lookMs / 2;
    if (isFailing) options.onRecovery();
    isFailing = false;
  };
  const lookAgain = async () => {
    await look().catch((error: unknown) => {
      dueAt = 0;
      if (!isFailing) options.onError(error);
      isFailing = true;
    });
    timer = setTimeout(start, lookMs).unref();
  };
  const start = () => {
    running = lookAgain();
  };
  let timer = setTimeout(start, 0);
  return {
    stop: async () => {
      clearTimeout(timer);
      await running;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
