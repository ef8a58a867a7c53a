import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { comparable } from './comparable.ts';
import { isKnownDifference } from './known-differences.ts';
import { readRecording, recordedAnswer, replay } from './recording.ts';

/** What is replayed so far: the groups that read. Writing groups follow in the order of the recording. */
const ENABLED: readonly RegExp[] = [
  /^(list|filter|fields|count|reportview|http)\./,
  /^perm\.(?!alice-write)/,
  /^doc\.(get|client-get|v2-get|v2-list|v2-missing)/,
  /^meta\./,
  /^auth\./,
  /^desk\.(?!workflow)/,
  /^file\./,
  /^webhook\./,
];

describe.for<FrappeMajor>([14, 15, 16, 17])('a demo site of v%i', (version) => {
  const exchanges = readRecording(version).filter(({ id }) => ENABLED.some((pattern) => pattern.test(id)));
  let site: DemoSite;
  /** The session that the recorded login began. */
  let sid = '';

  beforeAll(async () => {
    site = await startDemoSite({ version, scale: 'full' });
  });

  afterAll(() => site.close());

  test.for(exchanges.map((exchange) => [exchange.id, exchange] as const))(
    'answers %s as recorded',
    async ([id, exchange]) => {
      const expected = comparable(id, recordedAnswer(exchange));
      const answer = await replay(site, exchange, sid);
      sid = /^sid=(\w{20,});/.exec(answer.cookies[0] ?? '')?.[1] ?? sid;
      const actual = comparable(id, answer);
      if (isKnownDifference(version, id))
        expect(actual, 'This difference is gone: take it off the list.').not.toEqual(expected);
      else expect(actual).toEqual(expected);
    },
  );
});
