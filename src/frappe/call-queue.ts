import { GatewayError } from '../errors.ts';

/** Bounds of the calls to one site. */
export interface CallLimits {
  /** Calls under way at once. */
  readonly inFlight: number;
  /** Calls of one caller under way at once. */
  readonly inFlightPerCaller: number;
  /** Calls that wait for their turn. */
  readonly waiting: number;
  /** Calls of one caller that wait for their turn. */
  readonly waitingPerCaller: number;
}

/** Calls at this moment. */
export interface CallLoad {
  readonly underWay: number;
  readonly waiting: number;
}

/** Ends a call's turn. */
export type Release = () => void;

interface Lane {
  active: number;
  readonly waiting: Set<(release: Release) => void>;
}

/**
 * Gives calls their turns: fairly between callers, so that one caller's slow calls never keep another from the site.
 *
 * A caller may have as many calls under way as places are free at that moment. So one caller alone gets half of all
 * places, two get a third each, and whoever comes next always finds a place.
 */
export class CallQueue {
  readonly #limits: CallLimits;
  readonly #lanes = new Map<string, Lane>();
  /** Callers with calls that wait; the one that had its turn last is the last. */
  readonly #waiting = new Map<string, Lane>();
  #active = 0;
  #count = 0;

  constructor(limits: CallLimits) {
    this.#limits = limits;
  }

  /** The calls at this moment. */
  load(): CallLoad {
    return { underWay: this.#active, waiting: this.#count };
  }

  /** Whether a further call of this caller would be refused. */
  isFull(key: string): boolean {
    const lane = this.#lanes.get(key);
    return lane !== undefined && !this.#mayStart(lane) && this.#isFull(lane);
  }

  /** @returns what ends the caller's turn; null if it has to wait for one. */
  take(key: string): Release | null {
    const lane = this.#lanes.get(key) ?? { active: 0, waiting: new Set() };
    if (lane.waiting.size > 0 || !this.#mayStart(lane)) return null;
    return this.#start(key, lane);
  }

  /**
   * Waits for the caller's turn.
   *
   * @returns what ends the turn.
   * @param isBounded whether the call may be refused.
   * @throws GatewayError `OVERLOADED` if too many calls wait already; the signal's reason if it ends the wait.
   */
  async wait(key: string, signal: AbortSignal, isBounded: boolean): Promise<Release> {
    signal.throwIfAborted();
    const lane = this.#lanes.get(key) ?? { active: 0, waiting: new Set() };
    if (isBounded && this.#isFull(lane)) throw overloaded();
    return this.#enqueue(key, lane, signal);
  }

  #isFull(lane: Lane): boolean {
    return this.#count >= this.#limits.waiting || lane.waiting.size >= this.#limits.waitingPerCaller;
  }

  #mayStart({ active }: Lane): boolean {
    return active < Math.min(this.#limits.inFlightPerCaller, this.#limits.inFlight - this.#active);
  }

  #start(key: string, lane: Lane): Release {
    lane.active += 1;
    this.#active += 1;
    this.#lanes.set(key, lane);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      lane.active -= 1;
      this.#active -= 1;
      this.#forget(key, lane);
      this.#startWaiting();
    };
  }

  #enqueue(key: string, lane: Lane, signal: AbortSignal): Promise<Release> {
    return new Promise((resolve, reject) => {
      const give = (release: Release) => {
        signal.removeEventListener('abort', giveUp);
        resolve(release);
      };
      const giveUp = () => {
        this.#leave(key, lane, give);
        reject(signal.reason);
      };
      lane.waiting.add(give);
      this.#count += 1;
      this.#lanes.set(key, lane);
      this.#waiting.set(key, lane);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  #leave(key: string, lane: Lane, give: (release: Release) => void): void {
    lane.waiting.delete(give);
    this.#count -= 1;
    if (lane.waiting.size === 0) this.#waiting.delete(key);
    this.#forget(key, lane);
  }

  /** A place that became free may be enough for several: it also raises what each caller may have. */
  #startWaiting(): void {
    for (const [key, lane] of this.#waiting) {
      if (this.#active >= this.#limits.inFlight) return;
      if (!this.#mayStart(lane)) continue;
      const [give] = lane.waiting;
      if (give === undefined) continue;
      this.#waiting.delete(key);
      const release = this.#start(key, lane);
      lane.waiting.delete(give);
      this.#count -= 1;
      if (lane.waiting.size > 0) this.#waiting.set(key, lane);
      give(release);
    }
  }

  #forget(key: string, lane: Lane): void {
    if (lane.active === 0 && lane.waiting.size === 0) this.#lanes.delete(key);
  }
}

/** The error of calls that are refused because the gateway is overloaded. */
export function overloaded(message = 'Too many calls to the site are waiting. Try again in a moment.'): GatewayError {
  return new GatewayError('OVERLOADED', message, { retryAfter: 1 });
}
