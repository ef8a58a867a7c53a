import { describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { useGateway } from '../support/use-gateway.ts';

const NAME = 'Shop Orders by Region (Prepared)';
const START = `mutation ($filters: JSON) {
  startReport(name: "${NAME}", filters: $filters) { startedReport { handle status report { rows } } }
}`;
const LOOK = 'query ($handle: ID!) { startedReport(handle: $handle) { name status error report { rows totalRow } } }';
const REASON = 'There is no region Nowhere. Choose another one.';
const HIDDEN = 'The report was not made. The site reports the reason to users who can read Prepared Report.';

describe.for<FrappeMajor>([14, 17])('reports in the background on v%i', (version) => {
  const started = useGateway({ version });

  test('a report is started, and asked for until it is there', async () => {
    const filters = { region: 'North 1-A' };
    const { data } = await started.query(START, { variables: { filters } });
    const { handle, ...rest } = data.startReport.startedReport;
    expect(rest).toEqual({ status: 'PENDING', report: null });
    const pending = await started.query(LOOK, { variables: { handle } });
    expect(pending.data.startedReport).toEqual({ name: NAME, status: 'PENDING', error: null, report: null });
    await finishReports();
    const done = await started.query(LOOK, { variables: { handle } });
    expect(done.data.startedReport).toMatchObject({
      status: 'COMPLETED',
      error: null,
      report: { rows: [{ region: 'North 1-A' }], totalRow: { region: 'Total' } },
    });
    // From now on the report itself gives it, too.
    const run = await started.query(
      `query ($filters: JSON) { runReport(name: "${NAME}", filters: $filters) { rows } }`,
      {
        variables: { filters },
      },
    );
    expect(run.data.runReport.rows).toEqual(done.data.startedReport.report.rows);
  });

  test('is a job as well, of nobody else', async () => {
    const filters = { region: 'North 1-A' };
    const start = `mutation ($filters: JSON) { startReport(name: "${NAME}", filters: $filters) { startedReport { job { handle status } } } }`;
    const { data } = await started.query(start, { variables: { filters } });
    const { handle, status } = data.startReport.startedReport.job;
    expect(status).toBe('QUEUED');
    await finishReports();
    const ask = 'query ($handle: ID!) { job(handle: $handle) { status result error } }';
    const done = await started.query(ask, { variables: { handle } });
    expect(done.data.job).toMatchObject({ status: 'FINISHED', error: null });
    expect(done.data.job.result.rows).toMatchObject([{ region: 'North 1-A' }]);
    started.site.requests.length = 0;
    const foreign = await started.query(ask, { variables: { handle }, as: 'carol' });
    expect(foreign.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'handle' });
    expect(started.site.requests).toEqual([]);
  });

  test('one that failed says so, and the handle of another caller reveals nothing', async () => {
    const { data } = await started.query(START, { variables: { filters: { region: 'Nowhere' } } });
    const { handle } = data.startReport.startedReport;
    await finishReports('Nowhere');
    const failed = await started.query(LOOK, { variables: { handle } });
    expect(failed.data.startedReport).toEqual({ name: NAME, status: 'FAILED', error: REASON, report: null });
    const mine = await started.query(START, { variables: { filters: { region: 'North 1-B' } } });
    await finishReports('North 1-B');
    const variables = { handle: mine.data.startReport.startedReport.handle };
    expect((await started.query(LOOK, { variables })).data.startedReport.status).toBe('COMPLETED');
    const foreign = await started.query(LOOK, { variables, as: 'carol' });
    expect(foreign.data.startedReport).toEqual({ name: NAME, status: 'FAILED', error: HIDDEN, report: null });
  });

  test('as a job it carries the same reason, for callers who can read it on the site', async () => {
    const start = `mutation { startReport(name: "${NAME}", filters: { region: "Nowhere" }) { startedReport { handle job { handle } } } }`;
    for (const [as, reason] of [
      ['gateway', REASON],
      ['carol', HIDDEN],
    ] as const) {
      const { data } = await started.query(start, { as });
      const { handle, job } = data.startReport.startedReport;
      await finishReports('Nowhere', as);
      const query =
        'query ($job: ID!, $handle: ID!) { job(handle: $job) { status error } startedReport(handle: $handle) { error } }';
      started.site.requests.length = 0;
      const answer = await started.query(query, { variables: { job: job.handle, handle }, as });
      expect(answer.data).toEqual({ job: { status: 'FAILED', error: reason }, startedReport: { error: reason } });
      expect(started.site.requests.length).toBeLessThanOrEqual(6);
    }
  });

  test.for<[string, string, Record<string, unknown>, string]>([
    ['filters that are a list', `{ runReport(name: "x", filters: [1]) { rows } }`, {}, 'filters must be an object.'],
    [
      'the key that opens reports of anybody',
      `{ runReport(name: "x", filters: { prepared_report_name: "abc" }) { rows } }`,
      {},
      'Use startedReport to read a report that was started.',
    ],
    ['a blank name', '{ runReport(name: " ") { rows } }', {}, 'name cannot be blank.'],
    ['a handle of no report', LOOK, { handle: 'abc' }, '`handle`: unknown report handle.'],
    [
      'a handle that was made up',
      LOOK,
      { handle: Buffer.from('["a","b",{"prepared_report_name":"c"}]').toString('base64url') },
      'Use startedReport to read a report that was started.',
    ],
  ])('%s', async ([, query, variables, message]) => {
    const answer = await started.query(query, { variables });
    expect(answer.errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(started.site.requests).toEqual([]);
  });

  test('a report that does not exist, and one that the caller cannot run', async () => {
    const missing = await started.query('{ runReport(name: "None") { rows } }');
    expect(missing.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    const refused = await started.query('{ runReport(name: "Shop Orders by Region") { rows } }', { as: 'bob' });
    expect(refused.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(refused.data).toEqual({ runReport: null });
  });

  test('a PDF comes with its name, type and content', async () => {
    started.site.fault = ({ path }) =>
      path.includes('download_pdf')
        ? {
            body: '%PDF-1.4',
            headers: { 'content-type': 'application/pdf', 'content-disposition': 'filename="SO 1 größe.pdf"' },
          }
        : undefined;
    const query = '{ printPdf(doctype: "Shop Order", name: "SO-2026-00001") { name type size base64 } }';
    const answer = await started.query(query);
    started.site.fault = undefined;
    expect(answer.data.printPdf).toMatchObject({ type: 'application/pdf', size: 8, base64: 'JVBERi0xLjQ=' });
  });

  /** The demo's worker is at it whenever it is looked at. */
  async function finishReports(region = 'North 1-A', as: 'gateway' | 'carol' = 'gateway'): Promise<void> {
    const filters = encodeURIComponent(JSON.stringify({ region }));
    const headers = { authorization: started.site.authorization(as) };
    const path = `/api/method/frappe.desk.query_report.run?report_name=${encodeURIComponent(NAME)}&filters=${filters}`;
    for (let look = 0; look < 2; look += 1) await fetch(started.site.url + path, { headers });
  }
});
