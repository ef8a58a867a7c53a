import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GraphqlAnswer, startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const START = `mutation ($seconds: Float, $fail: Boolean) {
  shopfloor_api_start_job(seconds: $seconds, payload: "p", fail: $fail) { job { handle status result error } }
}`;
const ASK = 'query ($handle: ID!) { job(handle: $handle) { handle status result error } }';

interface Started {
  handle: string;
  status: string;
  result: unknown;
  error: string | null;
}

const startedJob = ({ data }: GraphqlAnswer): Started => data.shopfloor_api_start_job.job;

describe.for([15, 17] as const)('a background job on v%i', (version) => {
  let gateway: TestGateway;
  const variables = (handle: string) => ({ handle });

  beforeAll(async () => {
    gateway = await startTestGateway({ version });
  });

  afterAll(() => gateway[Symbol.asyncDispose]());

  test('is followed by a handle, from a queue that only the service account may see', async () => {
    const { handle, ...rest } = startedJob(await gateway.query(START, { as: 'alice', variables: { seconds: 0.15 } }));
    expect(rest).toEqual({ status: 'STARTED', result: null, error: null });
    await delay(200);
    const { data } = await gateway.query(ASK, { as: 'alice', variables: variables(handle) });
    expect(data.job).toEqual({ handle, status: 'FINISHED', result: null, error: null });
    const asked = gateway.site.requests.filter(({ path }) => path.startsWith('/api/resource/RQ%20Job/'));
    expect(new Set(asked.map(({ headers }) => headers.authorization))).toEqual(
      new Set([gateway.site.authorization('gateway')]),
    );
  });

  test('that failed is reported without its arguments and traceback', async () => {
    const { handle } = startedJob(await gateway.query(START, { as: 'alice', variables: { fail: true } }));
    const answer = await gateway.query(ASK, { as: 'alice', variables: variables(handle) });
    expect(answer.data.job).toEqual({ handle, status: 'FAILED', result: null, error: 'The job failed.' });
    expect(JSON.stringify(answer)).not.toMatch(/Traceback|api\.py|background_task/);
  });

  test('costs no call where only its handle is asked for', async () => {
    gateway.site.requests.length = 0;
    const { data, extensions } = await gateway.query('mutation { shopfloor_api_start_job { job { handle } } }');
    expect(data.shopfloor_api_start_job.job.handle).toMatch(/^[\w-]+\.[\w-]+$/);
    expect(gateway.site.requests).toHaveLength(1);
    expect(extensions?.cost).toEqual({ calls: 1, rows: 0 });
  });

  test('that the site has forgotten is UNKNOWN', async () => {
    const { handle } = startedJob(await gateway.query(START, { as: 'alice' }));
    gateway.site.fault = () => ({ status: 404, body: '{"exc_type": "DoesNotExistError"}' });
    const { data } = await gateway.query(ASK, { as: 'alice', variables: variables(handle) });
    gateway.site.fault = undefined;
    expect(data.job).toEqual({ handle, status: 'UNKNOWN', result: null, error: null });
  });

  test("is nobody else's, and its handle cannot be made up: no call is made", async () => {
    const { handle } = startedJob(await gateway.query(START, { as: 'alice' }));
    gateway.site.requests.length = 0;
    const [payload = '', signature = ''] = handle.split('.');
    const other = Buffer.from(JSON.stringify(['queue', 'another-job'])).toString('base64url');
    const forged = ['', payload, `${payload}.`, `.${signature}`, `${other}.${signature}`, `${handle}x`, 'a.b.c', '💥'];
    const attempts = [
      ...(['carol', 'gateway', 'guest'] as const).map((as) => ({ as, handle })),
      ...forged.map((text) => ({ as: 'alice' as const, handle: text })),
    ];
    for (const attempt of attempts) {
      const answer = await gateway.query(ASK, { as: attempt.as, variables: variables(attempt.handle) });
      expect(answer.errors?.[0]?.extensions, attempt.handle).toMatchObject({ code: 'BAD_USER_INPUT', field: 'handle' });
      expect(answer.data.job).toBeNull();
    }
    expect(gateway.site.requests).toEqual([]);
  });
});

describe('if the site has a method that returns the state of jobs', () => {
  let gateway: TestGateway;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jobs-'));
    const file = join(folder, 'gateway.config.json');
    await writeFile(file, JSON.stringify({ methods: { jobStatus: 'shopfloor.api.job_status' } }));
    gateway = await startTestGateway({ version: 15 }, { SCHEMA_CONFIG_FILE: file });
  });

  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  test("the caller's credential is used, and returns the result or the reason", async () => {
    const { handle } = startedJob(await gateway.query(START, { as: 'alice' }));
    const finished = await gateway.query(ASK, { as: 'alice', variables: { handle } });
    expect(finished.data.job).toMatchObject({ status: 'FINISHED', result: { payload: 'p' }, error: null });
    const failed = startedJob(await gateway.query(START, { as: 'alice', variables: { fail: true } }));
    expect(failed).toMatchObject({
      status: 'FAILED',
      result: null,
      error: 'frappe.exceptions.ValidationError: the job was told to fail',
    });
    const callers = gateway.site.requests.map(({ headers }) => headers.authorization);
    expect(new Set(callers)).toEqual(new Set([gateway.site.authorization('alice')]));
  });
});
