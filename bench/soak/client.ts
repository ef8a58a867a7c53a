import { Agent, request } from 'undici';
import { WebSocket } from 'ws';
import type { SoakAnswer } from './judge.ts';

/** Callers of the gateway over HTTP and sockets. */
export interface SoakClient {
  /** Sends an operation over HTTP. @param signal aborts when its caller leaves. */
  ask(operation: SentOperation, signal?: AbortSignal): Promise<SoakAnswer>;
  /** Sends an operation over a socket of its own. */
  askBySocket(operation: SentOperation): Promise<SoakAnswer>;
  /** Follows a subscription until it ends, or until the client is closed. */
  follow(operation: SentOperation, onResult: (answer: SoakAnswer) => void): Promise<void>;
  close(): Promise<void>;
}

/** An operation with the credential of its caller. */
export interface SentOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly authorization: string | null;
}

/** Nobody waits longer. */
const TIMEOUT_MS = 30_000;

/** Makes the clients of a gateway. */
export function createSoakClient(port: number): SoakClient {
  const agent = new Agent({ connections: 64, keepAliveTimeout: 1_000 });
  const open = new Set<WebSocket>();
  const connect = (operation: SentOperation, onResult: (answer: SoakAnswer) => void): Promise<void> => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
    open.add(socket);
    return converse(socket, operation, onResult).finally(() => {
      open.delete(socket);
      socket.terminate();
    });
  };
  return {
    ask: async ({ query, variables, authorization }, signal) => {
      const response = await request(`http://127.0.0.1:${port}/graphql`, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }) },
        body: JSON.stringify({ query, variables }),
        signal: signal ?? AbortSignal.timeout(TIMEOUT_MS),
      });
      return toAnswer(await response.body.json());
    },
    askBySocket: async (operation) => {
      let answer: SoakAnswer = {};
      await connect(operation, (result) => {
        answer = result;
      });
      return answer;
    },
    follow: (operation, onResult) => connect(operation, onResult),
    close: async () => {
      for (const socket of open) socket.terminate();
      await agent.close();
    },
  };
}

/** Extensions differ with the time. */
function toAnswer(result: unknown): SoakAnswer {
  const { extensions: _extensions, ...answer } = result as SoakAnswer & { extensions?: unknown };
  return answer;
}

/** Speaks the protocol of graphql-ws until the operation is over, or the socket is closed. */
function converse(
  socket: WebSocket,
  { query, variables, authorization }: SentOperation,
  onResult: (answer: SoakAnswer) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const say = (message: unknown) => socket.send(JSON.stringify(message));
    socket.once('open', () =>
      say({ type: 'connection_init', payload: authorization === null ? {} : { authorization } }),
    );
    socket.on('message', (bytes) => {
      const { type, payload } = JSON.parse(String(bytes)) as { type: string; payload: never };
      if (type === 'connection_ack') say({ id: '1', type: 'subscribe', payload: { query, variables } });
      else if (type === 'next') onResult(toAnswer(payload));
      else if (type === 'error') onResult({ errors: payload });
      if (type === 'error' || type === 'complete') resolve();
    });
    socket.once('close', () => resolve());
    socket.once('error', reject);
  });
}
