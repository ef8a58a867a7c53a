import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { answerCalls, askAsAlice } from '../support/ask-process.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { expectShortTurns } from '../support/short-turns.ts';

const TIMEOUT = { timeout: 120_000 };
const TIME = '2026-01-01 00:00:00';

let site: DemoSite;
let gateway: GatewayProcess;

beforeAll(async () => {
  site = await startDemoSite({ version: 15, scale: 'small' });
  gateway = await startGatewayProcess(site, {}, { isProbed: true });
  await ask('name');
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await site.close();
});

function answer(docinfo: object): void {
  answerCalls(site, 'get_docinfo', { docs: [], docinfo });
}

async function ask(selection: string) {
  const query = `{ shopOrder(name: "SO-2026-00001") { ${selection} } }`;
  const { data, errors } = await askAsAlice(gateway, site, query);
  return { shown: data?.shopOrder?._meta, errors };
}

const list = <Item>(count: number, item: (index: number) => Item) => Array.from({ length: count }, (_, at) => item(at));

test('a document with thousands of comments holds nobody up', TIMEOUT, async () => {
  const content = '<p>Shipped <b>today</b> &amp; paid</p>'.repeat(3);
  answer({ comments: list(40_000, (index) => ({ name: `c${index}`, creation: TIME, content })) });
  await expectShortTurns(gateway, async () => {
    const { shown } = await ask('_meta { comments { name } timeline { kind text } }');
    expect([shown.comments.length, shown.timeline.length]).toEqual([40_000, 40_000]);
  });
});

test('neither do long versions', TIMEOUT, async () => {
  const data = JSON.stringify({ changed: list(40_000, (index) => ['status', `from ${index}`, 'to']) });
  answer({ versions: list(6, (index) => ({ name: `v${index}`, creation: TIME, data })) });
  await expectShortTurns(gateway, async () => {
    const { shown } = await ask('_meta { versions { name changes { to } } }');
    expect(shown.versions.map(({ changes }: { changes: object[] }) => changes.length)).toEqual(Array(6).fill(40_000));
  });
});

test('entries that are not rows are left out', async () => {
  answer({ comments: [null, 'x', { name: 'c', content: 'Hello' }], views: [null] });
  const { shown, errors } = await ask('_meta { comments { name } timeline { text } }');
  expect(errors).toBeUndefined();
  expect(shown).toEqual({ comments: [{ name: 'c' }], timeline: [{ text: 'Hello' }] });
});
