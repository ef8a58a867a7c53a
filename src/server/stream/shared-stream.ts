import type { ExecutionResult } from 'graphql';
import type { LoggedEvent } from '../../events/event-log.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { Delivery } from '../context/delivery.ts';

/** The outcome of an operation: one result, or several over time. */
export type OperationResults = ExecutionResult | AsyncIterable<ExecutionResult>;

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
  /** The DocTypes that it listens to; null for all. */
  readonly doctypes: Iterable<string> | null;
  /** As whom it reads. */
  readonly caller: CallerContext;
  add(subscriber: Subscriber): void;
  remove(subscriber: Subscriber): void;
  readonly size: number;
  /**
   * Goes over to the served model if it is not at work, which would do that itself: a quiet stream would keep its own in
   * memory as long as it is open.
   *
   * @throws GatewayError `BAD_USER_INPUT` if the schema does not have what is asked for any more.
   */
  adoptModel(): void;
  /** Hears of an event of a DocType that it listens to. */
  hear(event: LoggedEvent, previous: string): void;
  /** Ends all subscribers. */
  end(error?: unknown): void;
}
