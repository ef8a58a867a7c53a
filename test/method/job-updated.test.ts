import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { connectAs, openEvents, type TestSocket } from '../support/stream-clients.ts';

const START = `mutation ($seconds: Float, $fail: Boolean) {
  shopfloor_api_start_job(seconds: $seconds, fail: $fail) { job { handle } }
}`;
const WATCH = 'subscription ($handle: ID!) { jobUpdated(handle: $handle) { handle status error } }';

let gateway: TestGateway;
const sockets: TestSocket[] = [];

beforeAll(async () => {
  gateway = await startTestGateway({ version: 15 });
});

afterAll(async () => {
  for (const socket of sockets) socket.close();
  await gateway[Symbol.asyncDispose]();
});

async function start(variables: Record<string, unknown>): Promise<string> {
  const { data } = await gateway.query(START, { as: 'alice', variables });
  return data.shopfloor_api_start_job.job.handle;
}

async function watchAs(as: 'alice' | 'carol', handle: string): Promise<TestSocket> {
  const socket = await connectAs(gateway, as);
  sockets.push(socket);
  socket.subscribe('1', WATCH, { handle });
  return socket;
}

describe('jobUpdated', () => {
  test('reports the status of a job, each change once, and ends with it', async () => {
    const handle = await start({ seconds: 0.7 });
    const socket = await watchAs('alice', handle);
    const told = [await socket.messages.take(), await socket.messages.take(), await socket.messages.take()];
    expect(told.map(({ type, payload }) => [type, payload?.data?.jobUpdated])).toEqual([
      ['next', { handle, status: 'STARTED', error: null }],
      ['next', { handle, status: 'FINISHED', error: null }],
      ['complete', undefined],
    ]);
  });

  test('asks less and less often', async () => {
    const handle = await start({ seconds: 2 });
    gateway.site.requests.length = 0;
    const socket = await watchAs('alice', handle);
    for (let message = await socket.messages.take(); message.type !== 'complete'; )
      message = await socket.messages.take();
    const asked = gateway.site.requests.filter(({ path }) => path.includes('RQ%20Job'));
    const gaps = asked.slice(1).map(({ startedAt }, index) => startedAt - (asked[index]?.startedAt ?? 0));
    expect(gaps.length).toBeGreaterThanOrEqual(2);
    for (const [index, gap] of gaps.slice(1).entries()) expect(gap).toBeGreaterThan(gaps[index] ?? 0);
  });

  test('comes by server-sent events as well', async () => {
    const handle = await start({ fail: true });
    const stream = await openEvents(gateway, WATCH, { as: 'alice', variables: { handle } });
    const { event, data } = await stream.events.take();
    const expected = { data: { jobUpdated: { handle, status: 'FAILED', error: 'The job failed.' } } };
    expect([event, JSON.parse(data ?? '')]).toEqual(['next', expected]);
    stream.close();
  });

  test('is refused to others, and for handles that nobody was given', async () => {
    const handle = await start({});
    gateway.site.requests.length = 0;
    const socket = await watchAs('carol', handle);
    const refusal = await socket.messages.take();
    const [error] = refusal.payload.errors ?? refusal.payload;
    expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'handle' });
    expect(gateway.site.requests.filter(({ path }) => path.includes('RQ%20Job'))).toEqual([]);
  });
});
