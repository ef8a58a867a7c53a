import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHOP_METHODS_FILE } from '../../src/commands/simulation/shop-settings.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const VICTIM = 'v15.localhost::job-of-somebody-else';
const CALL = `mutation ($path: String!, $args: JSON, $verb: MethodVerb) {
  call: callMethod(path: $path, args: $args, verb: $verb) { result job { handle } }
}`;

let gateway: TestGateway;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-handles-'));
  const methods = JSON.parse(await readFile(SHOP_METHODS_FILE, 'utf8'));
  Object.assign(methods.corrections, {
    'shopfloor.api.return_dict': { read: true, startsJob: true },
    'shopfloor.api.untyped': { startsJob: true },
    'frappe.client.get_value': { startsJob: true, optional: true },
    'Shop Order.ship': { startsJob: true },
  });
  methods.overrides = { 'shopfloor.api.start_otherwise': 'frappe.client.get_value' };
  const file = join(folder, 'methods.json');
  await writeFile(file, JSON.stringify(methods));
  gateway = await startTestGateway({ version: 15 }, { METHODS_FILE: file });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const call = async (path: string, args: Record<string, unknown>, verb = 'POST') => {
  const { data, errors } = await gateway.query(CALL, { as: 'alice', variables: { path, args, verb } });
  expect(errors).toBeUndefined();
  return data.call;
};

/** The site answers any call with the ID of a job. */
const answerWithJob = (id: string) => {
  gateway.site.fault = () => ({ status: 200, body: JSON.stringify({ message: { job_id: id } }) });
};

describe('a handle of a job', () => {
  test.each(['POST', 'PUT', 'GET'])('is not given for what a caller names job_id, by %s', async (verb) => {
    const args = { doctype: 'Shop Item', filters: { name: 'ITEM-0001' }, fieldname: ['name as job_id'] };
    const told = await call('frappe.client.get_value', args, verb);
    expect(told).toEqual({ result: { job_id: 'ITEM-0001' }, job: null });
  });

  test('is not given for rows and documents that callers choose', async () => {
    const args = { doctype: 'Shop Item', fields: ['name as job_id'], limit_page_length: 1 };
    expect((await call('frappe.client.get_list', args)).job).toBeNull();
    expect((await call('frappe.client.get', { doctype: 'Shop Item', name: 'ITEM-0001' })).job).toBeNull();
  });

  test.each([
    ['a method of which nothing is known', 'shopfloor.api.return_str', 'POST'],
    ['a method that starts a job, called as a read', 'shopfloor.api.start_job', 'GET'],
    ['a function that runs frappe.client in its place', 'shopfloor.api.start_otherwise', 'POST'],
  ])('is not given for %s', async (_what, path, verb) => {
    answerWithJob(VICTIM);
    expect(await call(path, {}, verb)).toEqual({ result: { job_id: VICTIM }, job: null });
    gateway.site.fault = undefined;
  });

  test('is not given for a query, though the file says that it starts a job', async () => {
    answerWithJob(VICTIM);
    const { data } = await gateway.query('{ shopfloor_api_return_dict { job { handle } } }', { as: 'alice' });
    gateway.site.fault = undefined;
    expect(data.shopfloor_api_return_dict.job).toBeNull();
  });

  test.each([
    { job_id: VICTIM },
    { job_id: 'job-of-somebody-else' },
    { lines: [{ deep: VICTIM }] },
    { doc: `{"job": "${VICTIM}"}` },
    { doc: `${'['.repeat(20_000)}${']'.repeat(20_000)}` },
  ])('is not given for an ID among the arguments of the call, or too deep in them to be found (%#)', async (kwargs) => {
    answerWithJob(VICTIM);
    expect((await call('shopfloor.api.untyped', { a: 1, ...kwargs })).job).toBeNull();
    expect((await call('shopfloor.api.untyped', { a: 1, other: 'x' })).job).toEqual({ handle: expect.any(String) });
    gateway.site.fault = undefined;
  });

  test('is given for a job that a method of a document is known to start, and for no other method', async () => {
    answerWithJob('v15.localhost::new');
    const start = (method: string) =>
      gateway.query(
        `mutation { callDocMethod(doctype: "Shop Order", name: "SO-2026-00001", method: "${method}") { job { handle } } }`,
        { as: 'alice' },
      );
    expect((await start('ship')).data.callDocMethod.job).toEqual({ handle: expect.any(String) });
    expect((await start('totals')).data.callDocMethod.job).toBeNull();
    gateway.site.fault = undefined;
  });

  test('is given by name for a function that the file of methods knows to start a job', async () => {
    expect((await call('shopfloor.api.start_job', {})).job).toEqual({ handle: expect.any(String) });
  });
});
