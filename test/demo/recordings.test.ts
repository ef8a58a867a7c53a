import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { KNOWN_DIFFERENCES, UNORDERED } from './known-differences.ts';
import { modelledMetadata, normaliseAnswer, withoutIdentity } from './normalise.ts';
import { type Answer, type Exchange, readRecording, recordedAnswer, replay } from './recording.ts';

/** What is replayed so far: the groups that read. Writing groups follow in the order of the recording. */
const ENABLED: readonly RegExp[] = [
  /^(list|filter|fields|count|reportview|http)\./,
  /^perm\.(?!alice-write)/,
  /^doc\.(get|client-get|v2-get|v2-list|v2-missing)/,
  /^meta\./,
  /^auth\.(whoami-token|basic|bearer|token|scheme|guest|openid)/,
  /^desk\.(search_link|tree)/,
];

describe.for<FrappeMajor>([14, 15, 16, 17])('a demo site of v%i', (version) => {
  const exchanges = readRecording(version).filter(({ id }) => ENABLED.some((pattern) => pattern.test(id)));
  let site: DemoSite;

  beforeAll(async () => {
    site = await startDemoSite({ version, scale: 'full' });
  });

  afterAll(() => site.close());

  test.for(exchanges.map((exchange) => [exchange.id, exchange] as const))('answers %s as recorded', async ([id, exchange]) => {
    const expected = comparable(exchange, recordedAnswer(exchange));
    const actual = comparable(exchange, await replay(site, exchange));
    const known = KNOWN_DIFFERENCES.some((difference) => difference.id === id && difference.versions.includes(version));
    if (known) expect(actual, 'This difference is gone: take it off the list.').not.toEqual(expected);
    else expect(actual).toEqual(expected);
  });
});

function comparable(exchange: Exchange, answer: Answer): Answer {
  const normalised = normaliseAnswer(answer);
  if (exchange.id.startsWith('meta.')) return modelledMetadata(normalised);
  return UNORDERED.includes(exchange.id) ? withoutIdentity(normalised) : normalised;
}
