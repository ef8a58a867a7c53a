import { type ExecutionResult, GraphQLError } from 'graphql';
import { GatewayError } from '../../errors.ts';
import type { OperationBudget } from '../../frappe/operation-budget.ts';
import { hasRoomForAnswer } from '../../frappe/response-memory.ts';

/** Characters after which the memory is looked at again. */
const LOOK = 1024 * 1024;

/** Copies of a text that are made to send it: it is joined, and turned into bytes. */
const COPIES = 2;

/**
 * Bounds a long answer while it is written. Aliases and links repeat values, so that a short response of the site can
 * become an answer of any length.
 */
export class AnswerLength {
  readonly #most: number;
  #length = 0;
  #lookAt = LOOK;
  /** The error that ended the answer, if one did. */
  refusal: GatewayError | null = null;

  /** @param operation absent for what the gateway writes for itself, which has no bound. */
  constructor(operation: OperationBudget | undefined) {
    this.#most = operation?.limits.answer ?? Number.POSITIVE_INFINITY;
  }

  /** @throws GatewayError `COST_EXCEEDED` beyond the bound, `OVERLOADED` if there is no memory for more. */
  add(characters: number): void {
    this.#length += characters;
    this.refusal = this.#findRefusal();
    if (this.refusal !== null) throw this.refusal;
  }

  #findRefusal(): GatewayError | null {
    if (this.#length > this.#most) {
      const most = this.#most.toLocaleString('en');
      const message = `The operation ran, but its answer has more than ${most} characters. Ask for less at once.`;
      return new GatewayError('COST_EXCEEDED', message, { field: 'answer' });
    }
    if (this.#length < this.#lookAt) return null;
    this.#lookAt = this.#length + LOOK;
    if (hasRoomForAnswer(COPIES * this.#length)) return null;
    const message =
      'The operation ran, but the gateway is out of memory for its answer. Ask for less at once, or try again.';
    return new GatewayError('OVERLOADED', message, { retryAfter: 1 });
  }
}

/** The result of an operation whose answer was refused. @throws any other error. */
export function toRefusedResult(error: unknown): ExecutionResult {
  if (!(error instanceof GatewayError)) throw error;
  return { data: null, errors: [new GraphQLError(error.message, { originalError: error })] };
}
