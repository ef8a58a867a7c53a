import type { Dispatcher } from 'undici';
import { BodyCollector, type BodyLimits, type HeldBody } from './body-collector.ts';
import { AnswerCutError } from './transport-error.ts';

/** Headers of an answer, by their lower-case names. */
export type ResponseHeaders = Record<string, string | string[] | undefined>;

/** An answer of the site whose body has been read. */
export interface WholeResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** To be released by whoever has parsed it. */
  readonly body: HeldBody;
}

/** How a request is sent, and what its answer is held to. */
export interface WholeRequestOptions {
  readonly limits: BodyLimits;
  /** Ends the request; its reason is the error. */
  readonly signal?: AbortSignal | undefined;
  /** Called once the status is there. */
  readonly onStart: (status: number, headers: ResponseHeaders) => void;
}

/**
 * Sends a request and reads its answer as a whole, without a stream in between.
 *
 * @throws AnswerCutError if the body breaks off; GatewayError of the limits; what undici reports; the signal's reason.
 */
export function requestWhole(
  pool: Dispatcher,
  request: Dispatcher.DispatchOptions,
  options: WholeRequestOptions,
): Promise<WholeResponse> {
  return new Promise((resolve, reject) => {
    pool.dispatch(request, new WholeResponseHandler(options, resolve, reject));
  });
}

class WholeResponseHandler implements Dispatcher.DispatchHandler {
  readonly #options: WholeRequestOptions;
  readonly #resolve: (response: WholeResponse) => void;
  readonly #reject: (error: unknown) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #status = 0;
  #headers: ResponseHeaders = {};
  #body: BodyCollector | null = null;
  #error: unknown = null;

  constructor(
    options: WholeRequestOptions,
    resolve: (response: WholeResponse) => void,
    reject: (error: unknown) => void,
  ) {
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#error !== null) controller.abort(this.#error as Error);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    // Those below 200 announce another answer.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    this.#options.onStart(status, headers);
    this.#attempt(() => {
      this.#body = new BodyCollector(this.#options.limits, headers['content-length']);
    });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#error === null) this.#attempt(() => this.#body?.add(chunk));
  }

  onResponseEnd(): void {
    if (this.#body === null || this.#error !== null) return;
    this.#unlink();
    this.#resolve({ status: this.#status, headers: this.#headers, body: this.#body.finish() });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(this.#status === 0 ? error : new AnswerCutError(error));
  }

  /** Ends the request if a limit refuses more. */
  #attempt(take: () => void): void {
    try {
      take();
    } catch (error) {
      this.#fail(error);
    }
  }

  readonly #onAbort = (): void => this.#fail(this.#options.signal?.reason);

  #fail(error: unknown): void {
    if (this.#error !== null) return;
    this.#error = error;
    this.#unlink();
    this.#body?.release();
    this.#controller?.abort(error as Error);
    this.#reject(error);
  }

  #unlink(): void {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
  }
}
