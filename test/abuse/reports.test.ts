import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { answerCalls, askAsAlice } from '../support/ask-process.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { expectShortTurns } from '../support/short-turns.ts';

const TIMEOUT = { timeout: 120_000 };
const COLUMNS = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`c${index}`, 'Data']));
const ALL = Object.keys(COLUMNS).join(' ');

let folder: string;
let site: DemoSite;
let gateway: GatewayProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reports-'));
  const file = join(folder, 'config.json');
  await writeFile(file, JSON.stringify({ reports: { Long: { ...COLUMNS, region: 'Link/Shop Region' } } }));
  site = await startDemoSite({ version: 15, scale: 'small' });
  const nodeArgs = ['--max-old-space-size=768'];
  gateway = await startGatewayProcess(site, { SCHEMA_CONFIG_FILE: file }, { nodeArgs, isProbed: true });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await site.close();
  await rm(folder, { recursive: true });
});

function answer(message: object): void {
  answerCalls(site, 'query_report.run', { message });
}

function run(selection: string, more = '') {
  const query = `{ ${more} runReport(name: "Long") { rowCount ... on Report_Long { ${selection} } } }`;
  return askAsAlice(gateway, site, query);
}

const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ c0: `x${index}`, region: 'R' }));
const repeat = (field: string) => Array.from({ length: 98 }, (_, index) => `a${index}: ${field}`).join(' ');

test('a long report holds nobody up', TIMEOUT, async () => {
  answer({ columns: [], result: rows(90_000) });
  await expectShortTurns(gateway, async () => {
    const { data } = await run(`entries { ${ALL} }`);
    expect((data.runReport.entries as unknown[]).length).toBe(90_000);
  });
});

test('neither does one whose rows are lists', TIMEOUT, async () => {
  const columns = Object.keys(COLUMNS).map((name) => `${name}:Data:100`);
  answer({ columns, result: Array(90_000).fill(Array(20).fill(1)) });
  await expectShortTurns(gateway, async () => expect((await run('rowCount')).data.runReport.rowCount).toBe(90_000));
});

test('many columns and many empty rows take little memory', TIMEOUT, async () => {
  answer({ columns: Array.from({ length: 2_000 }, (_, index) => `C${index}`), result: Array(20_000).fill([]) });
  expect((await run('rows(first: 1)')).data.runReport).toEqual({ rowCount: 20_000, rows: [{}] });
});

test('the rows of a long report that are shown many times are refused', TIMEOUT, async () => {
  answer({ columns: [], result: rows(90_000) });
  const { errors } = await run(repeat('entries { c2 }'));
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'COST_EXCEEDED', field: 'answer' });
});

test('also next to those of which more is read, and the process stays up', TIMEOUT, async () => {
  answer({ columns: [], result: rows(90_000) });
  const { data, errors } = await run(`x: entries(first: 1) { region { modified } } ${repeat('entries { c2 }')}`);
  expect(errors?.map(({ extensions }) => extensions)).toContainEqual(expect.objectContaining({ code: 'OVERLOADED' }));
  expect(data.runReport).toMatchObject({ rowCount: 90_000, a97: null });
});

test('rows that the executor completes hold nobody up for long', TIMEOUT, async () => {
  answer({ columns: [], result: rows(20_000) });
  // With an error in the answer, graphql-js completes it.
  const forbidden = 'order: shopOrder(name: "SO-2026-00001") { items { cost } }';
  await expectShortTurns(gateway, async () => void (await run(repeat('rows'), forbidden)));
});
