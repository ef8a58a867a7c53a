import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ContractCase } from '../../contract-case.ts';
import type { ContractSite } from '../../contract-site.ts';
import { exchangeOf } from './methods.ts';
import { recorded } from './recorded-case.ts';

const NAME = 'SO-2026-00002';
const TOTALS = `{ shopOrderTotals(name: "${NAME}") { result shopOrder { name status } } }`;
const byName = (method: string) => `mutation {
  callDocMethod(doctype: "Shop Order", name: "${NAME}", method: "${method}") { result }
}`;

const needsApp = 'shopfloor';

/** The recorded exchanges `docmethod.*`. */
export const RECORDED_DOC_METHOD_CASES: readonly ContractCase[] = [
  recorded('docmethod.run_doc_method', 'a method answers, with the document as it left it', async (site) => {
    const order = 'name discount_percentage grand_total items { amount } taxes { tax_amount }';
    const query = `mutation { shopOrderRecalculate(name: "${NAME}", discount: 5) { result shopOrder { ${order} } } }`;
    const { message, docs } = bodyOf(site, 'docmethod.run_doc_method');
    const [doc] = docs as { grand_total: number; discount_percentage: number }[];
    const { data } = await site.ask(query);
    expect(data.shopOrderRecalculate.result).toEqual(message);
    expect(data.shopOrderRecalculate.shopOrder).toMatchObject({
      name: NAME,
      discount_percentage: doc?.discount_percentage,
      grand_total: String(doc?.grand_total),
    });
    const stored = await site.ask(`{ shopOrder(name: "${NAME}") { grand_total } }`);
    expect(stored.data.shopOrder.grand_total).not.toBe(String(doc?.grand_total));
  }),
  recorded('docmethod.run_doc_method-string-args', 'arguments are native, and messages come along', async (site) => {
    const query = `mutation { shopOrderShip(name: "${NAME}", lines: [1, 2], carrier: UPS) { result messages { text } } }`;
    const { data } = await site.ask(query);
    expect(data.shopOrderShip).toEqual({
      result: bodyOf(site, 'docmethod.run_doc_method-string-args').message,
      messages: [{ text: 'Shipped 2 lines with UPS' }],
    });
  }),
  ...(['docmethod.get', 'docmethod.resource-run_method', 'docmethod.v2-get'] as const).map((id) =>
    recorded(id, 'a method that only reads is a query, with the document beside it', async (site) => {
      const { data } = await site.ask(TOTALS);
      const { message } = bodyOf(site, 'docmethod.get');
      const shopOrder = { name: NAME, status: 'Cancelled' };
      expect(data.shopOrderTotals).toEqual({ result: message, shopOrder });
    }),
  ),
  recorded('docmethod.v2', 'a method answers by name, too', async (site) => {
    const { data } = await site.ask(
      `mutation { callDocMethod(doctype: "Shop Order", name: "${NAME}", method: "recalculate", args: { discount: 6 }) { result } }`,
    );
    expect(data.callDocMethod.result).toEqual({ net_total: 2646.36, tax_total: 174.13, grand_total: 2661.71 });
  }),
  recorded('docmethod.not-whitelisted', 'a method that is not whitelisted is refused', async (site) => {
    const { errors } = await site.ask(byName('secret_method'));
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', status: 403 });
    expect(errors?.[0]?.message).toContain('is not whitelisted');
  }),
  recorded('docmethod.unknown', 'a method that is not there is an error of the site', async (site) => {
    const { errors } = await site.ask(byName('nope'));
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_ERROR', status: 500 });
  }),
  recorded('docmethod.bob', 'a method of a document that he may not read is refused', async (site) => {
    const query = `mutation { shopOrderRecalculate(name: "${NAME}") { result shopOrder { name } } }`;
    const { data, errors } = await site.ask(query, { as: 'bob' });
    expect(data.shopOrderRecalculate).toBeNull();
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  }),
].map((each) => ({ ...each, needsApp }));

const START = 'mutation { shopfloor_api_start_job(seconds: 0.2, payload: "rec") { result job { handle status } } }';
const ASK = 'query ($handle: ID!) { job(handle: $handle) { status result error } }';

const NOTE = 'each job leaves a note on the site';

/** The recorded exchanges `job.*`. */
export const RECORDED_JOB_CASES: readonly ContractCase[] = [
  recorded('job.start', 'a method that starts a job gives its handle, and how it stands', async (site) => {
    const { data } = await site.ask(START, { as: 'alice' });
    const { job, result } = data.shopfloor_api_start_job;
    expect(result).toEqual({ job_id: expect.stringMatching(/[0-9a-f-]{36}$/) });
    expect(job.status).toMatch(/^(?:QUEUED|STARTED|FINISHED)$/);
    await untilEnded(site, job.handle);
  }),
  recorded('job.rq-job', 'its handle tells of it, and nothing of what it was given', async (site) => {
    const { data } = await site.ask(START, { as: 'alice' });
    const { handle } = data.shopfloor_api_start_job.job;
    expect(await untilEnded(site, handle)).toEqual({ status: 'FINISHED', result: null, error: null });
    const carol = await site.ask(ASK, { as: 'carol', variables: { handle } });
    expect(carol.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  }),
  recorded('job.status', 'the method that tells of jobs can be asked as well', async (site) => {
    const { data } = await site.ask(START, { as: 'alice' });
    const { job, result } = data.shopfloor_api_start_job;
    await untilEnded(site, job.handle);
    const query = 'query ($id: String!) { shopfloor_api_job_status(job_id: $id) { result } }';
    const told = await site.ask(query, { as: 'alice', variables: { id: result.job_id } });
    expect(told.data.shopfloor_api_job_status.result).toMatchObject({
      job_id: result.job_id,
      status: 'finished',
      result: { payload: 'rec' },
      error: null,
    });
  }),
  recorded('job.rq-job-list', 'the queue is never listed: one job is asked for by its name', async (site) => {
    const seen = site.demo?.requests.length ?? 0;
    const { data } = await site.ask(START, { as: 'alice' });
    await untilEnded(site, data.shopfloor_api_start_job.job.handle);
    const asked = site.demo?.requests.slice(seen).filter(({ path }) => path.includes('RQ%20Job')) ?? [];
    expect(asked.length).toBeGreaterThan(0);
    for (const { path } of asked) expect(path).toMatch(/^\/api\/resource\/RQ%20Job\/[^?]+$/);
  }),
].map((each) => ({ ...each, needsApp, needsDemo: NOTE }));

/** A worker may have other jobs to do first. */
async function untilEnded(site: ContractSite, handle: string): Promise<unknown> {
  for (let tries = 0; tries < 90; tries += 1) {
    const { data } = await site.ask(ASK, { as: 'alice', variables: { handle } });
    if (!/^(?:QUEUED|STARTED)$/.test(data.job.status)) return data.job;
    await delay(250);
  }
  throw new Error('The job did not end.');
}

function bodyOf(site: ContractSite, id: string): Record<string, unknown> {
  return exchangeOf(site.version, id).response.body as Record<string, unknown>;
}
