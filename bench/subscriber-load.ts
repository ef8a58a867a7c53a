/**
 * Opens many subscriptions in a process of its own, and says when each of them has got so many messages. It speaks the
 * WebSocket protocol by hand, as far as is needed, so that receiving costs little compared to sending.
 *
 * Environment: PORTS (of gateways, in turn), SUBSCRIBERS, AUTHORIZATION, QUERY; OWN if each asks something else.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** The messages between the benchmark and this process. */
export type LoadMessage = { kind: 'await'; messages: number } | { kind: 'ready' } | { kind: 'done'; at: number };

const ports = (process.env.PORTS ?? '').split(',').map(Number);
const subscribers = Number(process.env.SUBSCRIBERS);
const hello = JSON.stringify({ type: 'connection_init', payload: { authorization: process.env.AUTHORIZATION } });

/** A variable that the operation does not have changes nothing but the stream. */
function questionOf(index: number): string {
  const variables = process.env.OWN === undefined ? {} : { index };
  return JSON.stringify({ id: '1', type: 'subscribe', payload: { query: process.env.QUERY, variables } });
}

let received = 0;
let awaited = Number.POSITIVE_INFINITY;

/** Now, in ms since 1970, as other processes of this machine count them. */
const now = () => performance.timeOrigin + performance.now();

process.on('message', (message: LoadMessage) => {
  if (message.kind !== 'await') return;
  awaited = message.messages;
  resolveDone();
});

for (let opened = 0; opened < subscribers; opened += 100) {
  const batch = Array.from({ length: Math.min(100, subscribers - opened) }, (_, index) =>
    subscribe(ports[(opened + index) % ports.length] as number, opened + index),
  );
  await Promise.all(batch);
}
process.send?.({ kind: 'ready' } satisfies LoadMessage);

function resolveDone(): void {
  if (received < awaited) return;
  received = 0;
  awaited = Number.POSITIVE_INFINITY;
  process.send?.({ kind: 'done', at: now() } satisfies LoadMessage);
}

/** Resolves when the connection is acknowledged and the question sent. */
function subscribe(port: number, index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.write(
      `GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
    );
    socket.once('data', () => {
      sendText(socket, hello);
      socket.once('data', () => {
        sendText(socket, questionOf(index));
        socket.on('data', (chunk: Buffer) => {
          received += countFrames(chunk);
          resolveDone();
        });
        resolve();
      });
    });
  });
}

/** Messages of the benchmark fit into one packet, so frames are never cut. Pings are not counted. */
function countFrames(chunk: Buffer): number {
  let count = 0;
  for (let at = 0; at + 1 < chunk.length; ) {
    const short = (chunk[at + 1] as number) & 0x7f;
    const isText = ((chunk[at] as number) & 0x0f) === 1;
    const size = short === 126 ? chunk.readUInt16BE(at + 2) + 4 : short + 2;
    if (isText) count += 1;
    at += size;
  }
  return count;
}

/** A client's frames are masked; a mask of zeros leaves the text as it is. */
function sendText(socket: Socket, text: string): void {
  const body = Buffer.from(text);
  const head = Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 0xff, 0, 0, 0, 0]);
  socket.write(body.length < 126 ? Buffer.from([0x81, 0x80 | body.length, 0, 0, 0, 0]) : head);
  socket.write(body);
}

process.on('disconnect', () => process.exit());
