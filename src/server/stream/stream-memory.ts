import type { DocumentNode } from 'graphql';
import { GatewayError } from '../../errors.ts';
import { countTokens } from '../../query/kept-operations.ts';
import type { OperationPlan } from '../../query/plan/operation-plan.ts';

/** The memory of one stream, as long as it is open. */
export interface StreamHold {
  /** @throws GatewayError `RATE_LIMITED` if it has become too much; the stream has to end. */
  set(bytes: number): void;
  /** @returns whether there is room for so many bytes, which are counted then. */
  trySet(bytes: number): boolean;
  /** Gives all of it back. Nothing is counted any more. */
  release(): void;
}

/** About the bytes of a token with its nodes, and of a field in a plan. */
const PART_BYTES = 250;

/** An estimate of what an operation keeps in memory. */
export function bytesOfOperation(
  { document, variableValues }: { readonly document: DocumentNode; readonly variableValues: unknown },
  { fields }: OperationPlan,
): number {
  return PART_BYTES * (countTokens(document) + fields) + 2 * (JSON.stringify(variableValues)?.length ?? 0);
}

/**
 * Counts the bytes that open streams keep: those of one caller, and of all. Their numbers alone would not bound them, as
 * a stream may keep a long operation, and a live query its whole answer.
 */
export class StreamMemory {
  readonly #most: () => number;
  readonly #byCaller = new Map<string, number>();
  #total = 0;

  /** @param most gives the bytes of all streams at most. One caller's may take half of them. */
  constructor(most: () => number) {
    this.#most = most;
  }

  /** Begins with nothing. @param caller for whom a stream is open. */
  open(caller: string): StreamHold {
    let held = 0;
    let isReleased = false;
    const grow = (bytes: number) => {
      held += bytes;
      this.#total += bytes;
      const own = (this.#byCaller.get(caller) ?? 0) + bytes;
      if (own === 0) this.#byCaller.delete(caller);
      else this.#byCaller.set(caller, own);
    };
    const trySet = (bytes: number): boolean => {
      if (isReleased) return true;
      const more = bytes - held;
      const own = (this.#byCaller.get(caller) ?? 0) + more;
      const most = this.#most();
      if (more > 0 && (own > most / 2 || this.#total + more > most)) return false;
      grow(more);
      return true;
    };
    return {
      trySet,
      set: (bytes) => {
        if (!trySet(bytes)) throw tooMuch();
      },
      release: () => {
        isReleased = true;
        grow(-held);
      },
    };
  }
}

function tooMuch(): GatewayError {
  const message = 'The open subscriptions and live queries keep too much in memory. Ask for less in each, or end some.';
  return new GatewayError('RATE_LIMITED', message);
}
