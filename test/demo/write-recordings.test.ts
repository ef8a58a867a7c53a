import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { isKnownDifference } from './known-differences.ts';
import { normaliseAnswer } from './normalise.ts';
import { type Answer, type Exchange, readRecording, recordedAnswer, replay } from './recording.ts';

/** The exchanges that write, in the order of the recording: each finds what those before it left. */
const WRITES =
  /^(perm\.alice-write|doc\.(create|update|set_value|submit|delete|cancel|uncancel|amend|v2-submit|client-insert|insert|bulk|rename)|desk\.workflow)/;

describe.for<FrappeMajor>([14, 15, 16, 17])('a demo site of v%i that is written', (version) => {
  const exchanges = readRecording(version).filter(({ id }) => WRITES.test(id));
  /** Names that the recorded site gave, and what the demo gave in their place. */
  const names = new Map<string, string>();
  let site: DemoSite;

  beforeAll(async () => {
    site = await startDemoSite({ version, scale: 'full' });
    // The recorded sites had these beside what the demo is seeded with.
    site.database.insert('Shop Tag', { name: 'Protected' });
    const rest = { order: 'SO-2026-00005', reason: 'broken 1', amount: 10, docstatus: 0, idx: 0 };
    site.database.insert('Shop Return', { name: 'RET-00013', workflow_state: 'Rejected', ...rest });
    site.database.insert('Shop Return', { name: 'RET-00014', workflow_state: 'Approved', ...rest });
  });

  afterAll(() => site.close());

  test.for(exchanges.map((exchange) => [exchange.id, exchange] as const))(
    'answers %s as recorded',
    async ([id, exchange]) => {
      const recorded = recordedAnswer(exchange);
      const actual = await replay(site, renamed(exchange, names));
      learnName(recorded, actual, names);
      const expected = renamed(recorded, names);
      if (isKnownDifference(version, id))
        expect(actual, 'This difference is gone: take it off the list.').not.toEqual(expected);
      else expect(comparable(actual)).toEqual(comparable(expected));
    },
  );
});

function learnName(recorded: Answer, actual: Answer, names: Map<string, string>): void {
  const [there, here] = [nameOf(recorded), nameOf(actual)];
  if (there !== null && here !== null && there !== here) names.set(there, here);
}

function nameOf({ body }: Answer): string | null {
  const { data, message } = (body ?? {}) as { data?: unknown; message?: unknown };
  const doc = (data ?? message) as { name?: unknown } | undefined;
  return typeof doc === 'object' && doc !== null && 'name' in doc ? String(doc.name) : null;
}

/** The same with the names of this site. */
function renamed<Value extends Exchange | Answer>(value: Value, names: ReadonlyMap<string, string>): Value {
  let text = JSON.stringify(value);
  for (const [there, here] of names) text = text.replaceAll(new RegExp(`\\b${there}(?!\\d)`, 'g'), here);
  return JSON.parse(text) as Value;
}

/** Names of rows, numbers of new documents and moments are each site's own. */
function comparable(answer: Answer): unknown {
  const text = JSON.stringify(normaliseAnswer({ ...answer, cookies: [] } as Answer));
  return JSON.parse(
    text
      .replace(/\b(SO-2026|CUST)-\d{5}(-\d+)?\b/g, '$1-<number>')
      .replace(/2026-11-21 \d{2}:\d{2}:\d{2}\.\d{6}/g, '<time>')
      .replace(/"\d{2}:\d{2}:\d{2}\.\d{6}"/g, '"<time>"')
      .replace(/\b[0-9a-v]{10}\b/g, '<row>')
      .replace(/(?<="name":)\d+/g, '"<number>"'),
  );
}
