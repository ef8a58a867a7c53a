import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { comparable } from './comparable.ts';
import { type Answer, type Exchange, readRecording, recordedAnswer, replay } from './recording.ts';

/** In the order of the recording: the rate limit counts, and a job is asked for after it was started. */
const GROUPS = /^(?:method|docmethod|job)\./;
const JOB_ID = /[\w.]*(?:::|\|\|)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

describe.for<FrappeMajor>([14, 15, 16, 17])('methods of a demo site of v%i', (version) => {
  const exchanges = readRecording(version).filter(({ id }) => GROUPS.test(id));
  let site: DemoSite;
  let jobId = '';

  beforeAll(async () => {
    site = await startDemoSite({ version, scale: 'full' });
  });

  afterAll(() => site.close());

  test.for(exchanges.map((exchange) => [exchange.id, exchange] as const))(
    'answers %s as recorded',
    async ([id, exchange]) => {
      const answer = await replay(site, withJobId(exchange, jobId));
      if (id === 'job.start') {
        jobId = (answer.body as { message: { job_id: string } }).message.job_id;
        await delay(250);
      }
      expect(comparable(id, withoutJob(answer))).toEqual(comparable(id, withoutJob(recordedAnswer(exchange))));
    },
  );
});

function withJobId(exchange: Exchange, jobId: string): Exchange {
  const path = decodeURIComponent(exchange.request.path);
  if (jobId === '' || !exchange.id.startsWith('job.') || path.search(JOB_ID) === -1) return exchange;
  const sent = encodeURI(path.replace(JOB_ID, () => encodeURIComponent(jobId))).replaceAll('%25', '%');
  return { ...exchange, request: { ...exchange.request, path: sent } };
}

/** Jobs without what each run of them has anew: IDs, the name of the note, times. */
function withoutJob(answer: Answer): Answer {
  const text = JSON.stringify(answer.body)
    .replace(JOB_ID, '<job>')
    .replace(/("note":")[^"]*/g, '$1<note>')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\+05:30/g, '<time>')
    .replace(/("time_taken":)[\d.]+/g, '$1"<seconds>"');
  return { ...answer, body: JSON.parse(text) as unknown };
}
