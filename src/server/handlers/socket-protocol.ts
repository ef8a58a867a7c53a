import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import {
  CloseCode,
  type Message,
  MessageType,
  type PingMessage,
  type SubscribePayload,
  validateMessage,
} from 'graphql-ws';
import { GatewayError } from '../../errors.ts';
import type { Delivery } from '../context/delivery.ts';
import { type JsonLimits, parseJsonWithin } from '../limits/json-limits.ts';
import type { OperationResults } from '../stream/shared-stream.ts';
import { RefusedOperation, toPublicErrors, toPublicText } from '../stream/stream-operation.ts';

/** The other end of a socket, and what the gateway does for it. */
export interface SocketPeer {
  send(text: string): void;
  close(code: number, reason: string): void;
  /**
   * Identifies the caller by the payload of `connection_init`.
   *
   * @throws SocketRefusal if the caller is refused.
   */
  connect(params: Readonly<Record<string, unknown>>): Promise<void>;
  /** Runs an operation. The signal ends with it. */
  run(payload: SubscribePayload, delivery: Delivery, signal: AbortSignal): Promise<OperationResults>;
  /** Learns with which errors an operation ends. */
  onFailure(errors: readonly GraphQLFormattedError[]): void;
  /** Whether the caller has no credential. */
  isGuest(): boolean;
  maskError(error: unknown): Error;
  /** How the JSON of a message is bounded. */
  readonly json: JsonLimits;
  /** Operations that may be under way at once. */
  readonly maxOperations: number;
}

/** An ID is sent along with every result. */
const MAX_ID_LENGTH = 100;

/** Why a caller is not taken in, with the code to close with. */
export class SocketRefusal extends Error {
  override readonly name = 'SocketRefusal';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

interface Operation {
  readonly abort: AbortController;
  results: AsyncIterator<ExecutionResult> | null;
}

/** One connection that speaks the protocol of graphql-ws (its PROTOCOL.md). */
export class SocketProtocol {
  readonly #peer: SocketPeer;
  /** The running operations, by the client's ID, which can be reused once it is completed. */
  readonly #operations = new Map<string, Operation>();
  #state: 'new' | 'initialising' | 'ready' | 'closed' = 'new';

  constructor(peer: SocketPeer) {
    this.#peer = peer;
  }

  /** Closes what does not introduce itself in time. */
  timeOut(): void {
    if (this.#state === 'new')
      this.#peer.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
  }

  /** Takes a message of the client. */
  async take(bytes: Buffer): Promise<void> {
    const message = readMessage(bytes, this.#peer.json);
    if (message instanceof Error) return this.#peer.close(CloseCode.BadRequest, cutReason(message.message));
    switch (message.type) {
      case MessageType.ConnectionInit:
        return this.#initialise(message.payload ?? {});
      case MessageType.Ping:
        return this.#pong(message);
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        return this.#subscribe(message.id, message.payload);
      case MessageType.Complete:
        return this.#stop(message.id);
      default:
        this.#peer.close(CloseCode.BadRequest, INVALID);
    }
  }

  /** The socket is gone, and all that it asked for. */
  closed(): void {
    this.#state = 'closed';
    for (const id of [...this.#operations.keys()]) this.#stop(id);
  }

  async #initialise(params: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#state !== 'new') {
      return this.#peer.close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
    }
    this.#state = 'initialising';
    try {
      await this.#peer.connect(params);
    } catch (error) {
      if (!(error instanceof SocketRefusal)) throw error;
      return this.#peer.close(error.code, cutReason(error.message));
    }
    if (this.#state !== 'initialising') return;
    this.#state = 'ready';
    this.#peer.send(JSON.stringify({ type: MessageType.ConnectionAck }));
  }

  #pong({ payload }: PingMessage): void {
    this.#peer.send(JSON.stringify({ type: MessageType.Pong, ...(payload ? { payload } : {}) }));
  }

  async #subscribe(id: string, payload: SubscribePayload): Promise<void> {
    if (this.#state !== 'ready') return this.#peer.close(CloseCode.Unauthorized, 'Unauthorized');
    if (this.#operations.has(id)) {
      return this.#peer.close(CloseCode.SubscriberAlreadyExists, cutReason(`Subscriber for ${id} already exists`));
    }
    if (this.#operations.size >= this.#peer.maxOperations) {
      const message = `The socket has ${this.#peer.maxOperations} operations under way. Wait until one is over.`;
      return this.#fail(id, new GatewayError('RATE_LIMITED', message));
    }
    const operation: Operation = { abort: new AbortController(), results: null };
    this.#operations.set(id, operation);
    const isOver = () => this.#operations.get(id) !== operation;
    const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    const next = (json: string) => {
      if (!isOver()) this.#peer.send(`${head}${json}}`);
    };
    const delivery: Delivery = { needsTokens: false, lastEventId: null, begin: () => undefined, next };
    let error: unknown;
    try {
      const results = await this.#peer.run(payload, delivery, operation.abort.signal);
      await pass(results, operation, isOver, next);
    } catch (thrown) {
      error = thrown;
    }
    if (isOver()) return;
    this.#operations.delete(id);
    if (error === undefined) this.#peer.send(JSON.stringify({ id, type: MessageType.Complete }));
    else this.#fail(id, error);
  }

  #fail(id: string, error: unknown): void {
    const payload = toPublicErrors(error, this.#peer.maskError);
    this.#peer.onFailure(payload);
    this.#peer.send(JSON.stringify({ id, type: MessageType.Error, payload }));
    // A credential that expired is expired for all of its connection.
    if (!this.#peer.isGuest() && isExpiry(payload))
      this.#peer.close(CloseCode.Forbidden, 'The credential is no longer accepted.');
  }

  #stop(id: string): void {
    const operation = this.#operations.get(id);
    this.#operations.delete(id);
    operation?.abort.abort();
    void operation?.results?.return?.();
  }
}

/** Sends results until the last one, or until the client completes the operation. */
async function pass(
  results: OperationResults,
  operation: Operation,
  isOver: () => boolean,
  next: (json: string) => void,
): Promise<void> {
  if (!(Symbol.asyncIterator in results)) {
    // An operation that could not begin ends with an error, not with a result.
    if (results.data === undefined && results.errors) throw new RefusedOperation(results.errors);
    return next(toPublicText(results));
  }
  const iterator = results[Symbol.asyncIterator]();
  operation.results = iterator;
  if (isOver()) return void iterator.return?.();
  for (let step = await iterator.next(); !step.done && !isOver(); step = await iterator.next()) {
    next(toPublicText(step.value));
  }
}

/** The site did not take a credential that it took before; a guest has none. */
function isExpiry(errors: readonly GraphQLFormattedError[]): boolean {
  return errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
}

const INVALID = 'Invalid message received';

/** @returns an Error with the reason if it is not a message, or too large to parse. */
function readMessage(bytes: Buffer, limits: JsonLimits): Message | Error {
  try {
    const message = validateMessage(parseJsonWithin(bytes, limits, 'message'));
    const isLong = 'id' in message && message.id.length > MAX_ID_LENGTH;
    return isLong ? new Error(`An id has more than ${MAX_ID_LENGTH} characters.`) : message;
  } catch (error) {
    return error instanceof GatewayError ? error : new Error(INVALID);
  }
}

/** A reason has at most 123 bytes. */
function cutReason(message: string): string {
  return Buffer.from(message)
    .subarray(0, 120)
    .toString()
    .replace(/\uFFFD$/, '');
}
