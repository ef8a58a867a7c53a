import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import type { ProcessReport } from '../support/process-probe.ts';

const MIB = 1024 * 1024;
const TIMEOUT = { timeout: 120_000 };
/** A turn that reads no pieces is shorter. */
const IDLE_TURN_MS = 5;
const HEAD = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

let site: DemoSite;
let gateway: GatewayProcess;

beforeAll(async () => {
  site = await startDemoSite({ version: 15, scale: 'small' });
  const env = { WEBHOOK_SECRET: 'of the test', EVENT_LOG_FILE: 'off' };
  gateway = await startGatewayProcess(site, env, {
    nodeArgs: ['--max-old-space-size=192'],
    isProbed: true,
  });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await site.close();
});

function open(): Socket {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  return socket;
}

const readLight = async () => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: '{"query":"{ __typename }"}',
  });
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
};

const PIECES = '1\r\nx\r\n'.repeat(150_000);

describe('bodies of one byte a piece', () => {
  test.each(['/graphql', '/webhooks/frappe/on_update'])(
    'to %s take no more memory than others',
    TIMEOUT,
    async (path) => {
      const before = await gateway.report();
      const sockets = Array.from({ length: 8 }, () => open());
      const head = HEAD.replace('/graphql', path);
      const sent = sockets.map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.once('close', () => resolve());
            socket.write(`${head}transfer-encoding: chunked\r\n\r\n${PIECES}`, () => resolve());
          }),
      );
      await Promise.all(sent);
      let during: ProcessReport;
      // Its turns are short again once it has read what the sockets hold.
      do {
        await readLight();
        during = await gateway.report();
      } while (during.worstTurn > IDLE_TURN_MS);
      for (const socket of sockets) socket.destroy();
      expect((during.heapUsed - before.heapUsed) / MIB).toBeLessThan(24);
      await readLight();
    },
  );
});
