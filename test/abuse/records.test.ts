import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { SHOP_METHODS_FILE } from '../../src/commands/simulation/shop-settings.ts';
import { answerCalls, askAsAlice } from '../support/ask-process.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { expectShortTurns } from '../support/short-turns.ts';

const TIMEOUT = { timeout: 120_000 };
const METHOD = 'shopfloor.api.return_list';
/** With an error in the answer, graphql-js completes it. */
const FORBIDDEN = 'order: shopOrder(name: "SO-2026-00001") { items { cost } }';

let folder: string;
let site: DemoSite;
let gateway: GatewayProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records-'));
  const file = join(folder, 'methods.json');
  const methods = JSON.parse(await readFile(SHOP_METHODS_FILE, 'utf8'));
  const corrections = { ...methods.corrections, [METHOD]: { read: true, returns: 'list[Line]' } };
  await writeFile(file, JSON.stringify({ ...methods, records: { Line: { text: 'Data' } }, corrections }));
  site = await startDemoSite({ version: 15, scale: 'small' });
  const nodeArgs = ['--max-old-space-size=224'];
  gateway = await startGatewayProcess(site, { METHODS_FILE: file }, { nodeArgs, isProbed: true });
  await ask('{ shopTags { nodes { name } } }');
});

beforeEach(() => {
  site.fault = undefined;
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await site.close();
  await rm(folder, { recursive: true });
});

async function ask(query: string) {
  const { data, errors = [] } = await askAsAlice(gateway, site, query);
  return { data, codes: new Set(errors.map(({ extensions: { code } }) => code)) };
}

const repeat = (field: string) => Array.from({ length: 90 }, (_, index) => `a${index}: ${field}`).join(' ');
const list = <Item>(count: number, item: (index: number) => Item) => Array.from({ length: count }, (_, at) => item(at));

test('long lists of records hold nobody up', TIMEOUT, async () => {
  answerCalls(site, METHOD, { message: list(90_000, (index) => ({ text: `x${index}` })) });
  await expectShortTurns(gateway, async () => {
    const { data } = await ask('{ shopfloor_api_return_list { result { text } } }');
    expect(data.shopfloor_api_return_list.result).toHaveLength(90_000);
  });
});

test('those for which there is no memory are refused, and the process stays up', TIMEOUT, async () => {
  answerCalls(site, METHOD, { message: list(50_000, (index) => ({ text: `x${index}` })) });
  await expectShortTurns(gateway, async () => {
    const { data, codes } = await ask(`{ ${FORBIDDEN} shopfloor_api_return_list { ${repeat('result { text }')} } }`);
    expect(codes).toContain('OVERLOADED');
    expect(data.shopfloor_api_return_list.a89).toBeNull();
  });
});

test('so are child rows that are shown many times', TIMEOUT, async () => {
  const row = (index: number) => ({ name: `r${index}`, idx: index + 1, item: `GONE-${index}` });
  answerCalls(site, '/api/resource/Shop%20Order/LONG', {
    data: { doctype: 'Shop Order', name: 'LONG', items: list(4_000, row) },
  });
  const order = (selection: string) => ask(`{ ${FORBIDDEN} shopOrder(name: "LONG") { ${selection} } }`);
  await expectShortTurns(gateway, async () => expect((await order(repeat('items { idx }'))).data).toBeDefined());
  expect((await order(`items { idx ${repeat('item { item_name }')} }`)).codes).toContain('OVERLOADED');
  expect((await ask('{ shopTags { nodes { name } } }')).codes.size).toBe(0);
});
