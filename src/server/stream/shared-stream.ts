import type { ExecutionResult } from 'graphql';
import type { LoggedEvent } from '../../events/event-log.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';

/** The outcome of an operation: one result, or several over time. */
export type OperationResults = ExecutionResult | AsyncIterable<ExecutionResult>;

/** The receiver of the results of one operation: one subscriber on one connection. */
export interface Delivery {
  /** Whether each result goes with a resume token of its own, as the IDs of server-sent events. */
  readonly needsTokens: boolean;
  /** The token with which the connection says where to go on. */
  readonly lastEventId: string | null;
  /** The position where the stream begins, if tokens are requested. */
  begin(token: string | null): void;
  /** @param json a result as JSON: the same text for all who share it. Never throws. */
  next(json: string, token: string | null): void;
}

/** One subscriber of a shared stream. */
export interface Subscriber {
  readonly delivery: Delivery;
  /** Ends the operation; with an error if it could not go on. */
  end(error?: unknown): void;
}

/** A stream that is run once for all who ask the same with the same credential. */
export interface SharedStream {
  /**
   * Begins, once for all of its subscribers.
   *
   * @throws what keeps it from beginning.
   */
  start(): Promise<void>;
  /** Whether the stream takes a new subscriber. */
  readonly isOpen: boolean;
  /** Whether it is over. */
  readonly isEnded: boolean;
  /** The DocTypes that it listens to. */
  readonly doctypes: Iterable<string>;
  /** As whom it reads. */
  readonly caller: CallerContext;
  add(subscriber: Subscriber): void;
  remove(subscriber: Subscriber): void;
  readonly size: number;
  /** Hears of an event of a DocType that it listens to. */
  hear(event: LoggedEvent, previous: string): void;
  /** Ends all subscribers. */
  end(error?: unknown): void;
}
